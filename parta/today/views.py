from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parta.core.audience import SIGNED_IN, audience


@audience(SIGNED_IN)
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "today/today.html", {"section": "today"})
