"""Put on PYTHONPATH, this folder moves the clock of every process of an installation."""
