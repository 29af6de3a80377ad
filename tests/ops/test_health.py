import pytest
from django.db import DatabaseError, connection


def test_livez_answers_strangers_without_a_database(client):
    response = client.get("/livez")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_readyz_names_what_answers(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": True, "cache": True}


@pytest.mark.django_db
def test_readyz_says_503_when_the_database_refuses(client):
    def refuse(execute, sql, params, many, context):
        raise DatabaseError("gone")

    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] is False


@pytest.mark.parametrize("address", ["/livez", "/readyz"])
def test_health_pages_take_no_writes(client, address):
    assert client.post(address).status_code == 405
