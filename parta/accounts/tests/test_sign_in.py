from tests.cast import PASSWORD


def test_signs_in_whatever_the_case_of_the_login(as_):
    client = as_("")
    answer = client.post("/login/", {"login": " OLGA ", "password": PASSWORD})
    assert answer.status_code == 302
    page = client.get("/").content.decode()
    assert "Соколова О. В." in page.replace("\u00a0", " ")
    assert "Выйти" in page


def test_wrong_password_says_so_without_telling_which(as_):
    for login in ("olga", "nobody"):
        answer = as_("").post("/login/", {"login": login, "password": "не тот пароль"})
        assert answer.status_code == 422
        assert "Логин или пароль не подошли" in answer.content.decode()


def test_anonymous_is_asked_to_sign_in_and_comes_back(as_):
    answer = as_("").get("/password/")
    assert answer.status_code == 302
    assert answer.url == "/login/?next=/password/"


def test_own_password_is_changed_and_the_session_goes_on(as_, cast):
    client = as_("olga")
    answer = client.post("/password/", {"current": PASSWORD, "new_password": "четыре слова подряд"})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    cast.users["olga"].refresh_from_db()
    assert cast.users["olga"].check_password("четыре слова подряд")


def test_short_password_is_refused_with_a_reason(as_):
    answer = as_("olga").post("/password/", {"current": PASSWORD, "new_password": "коротко"})
    assert answer.status_code == 422
    assert "короче 10 знаков" in answer.content.decode()


def test_knowing_who_asks_costs_three_queries(as_, count_queries):
    client = as_("irina")
    with count_queries() as queries:
        client.get("/password/")  # a page that asks nothing else
    assert len(queries()) == 3
