"""Chinese unless the person has switched: the browser's own preference does not count.

Office computers are often set up in English, and an official page must not change its language
with the machine it is opened on.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Activate the language of the switch's cookie, else the default."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language of this request."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Say which language the page is in; it does not vary with the browser's preference."""
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
