"""«Итоговые отметки» [6.1]-[6.4]: facts → proposals → final marks."""
