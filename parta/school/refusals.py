"""What an action says when the school's rules forbid it: one Russian sentence, and the field it is about."""


class Refused(Exception):
    def __init__(self, text: str, field: str | None = None):
        super().__init__(text)
        self.text = text
        self.field = field  # of the form that asked; None = the form as a whole


SAME_TIME = "Кто-то в ту же минуту записал то же самое. Откройте страницу заново и проверьте."
