"""«Мои данные»: everything the school holds about a child or an adult, as one archive made when asked for."""
