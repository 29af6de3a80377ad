"""Reading only: rows, queries, dashboards, workbooks."""
