"""What an action says when the school's rules forbid it: one Russian sentence, and the field it is about."""


class Refused(Exception):
    def __init__(self, text: str, field: str | None = None):
        super().__init__(text)
        self.text = text
        self.field = field  # of the form that asked; None = the form as a whole
