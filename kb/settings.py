"""Settings, from the environment alone. A wrong word is refused with the variable's name and what is allowed.

PIKB_PROFILE says what kind of process this is: ``production`` (the default: refuses to start unsafely), ``demo``
(one machine, loopback only) or ``test``. PIKB_COMPONENT ``api`` starts the read side alone: no write-side table is
known to the process, and its only database connection is the read-only one.
"""

import re
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent


def one_of(variable: str, default: str, *allowed: str) -> str:
    """The variable's value, which must be one of the allowed words."""
    value = env.str(variable, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{variable}={value!r} is not one of {', '.join(allowed)}")
    return value


def some_of(variable: str, default: str, *allowed: str) -> list[str]:
    """The variable's words between commas: one or more of the allowed ones, each once."""
    words = [word.strip() for word in env.str(variable, default).split(",")]
    if unknown := [word for word in words if word not in allowed]:
        raise ImproperlyConfigured(f"{variable}: {unknown[0]!r} is not one of {', '.join(allowed)}")
    return list(dict.fromkeys(words))


def at_least_one(variable: str, default: int) -> int:
    """The variable's whole number from 1 on."""
    value = env.int(variable, default)
    if value < 1:
        raise ImproperlyConfigured(f"{variable}={value} is not 1 or more")
    return value


def rates(variable: str, default: str) -> str:
    """The variable's limits, such as 60/min,5000/day; empty for none. A misspelt limit must not become no limit."""
    value = env.str(variable, default)
    one = r"[1-9]\d{0,8}/(second|min|hour|day)"
    if value and not re.fullmatch(rf"{one}(,\s*{one})*", value):
        raise ImproperlyConfigured(f"{variable}={value!r} is not limits such as 60/min,5000/day")
    return value


PROFILE = one_of("PIKB_PROFILE", "production", "production", "demo", "test")
COMPONENT = one_of("PIKB_COMPONENT", "all", "all", "api")
DATA_DIR = Path(env.str("PIKB_DATA_DIR", str(BASE_DIR / "var"))).resolve()

DEBUG = env.bool("DEBUG", False)
_LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
_DEFAULT_SECRET = "not-secret-demo-and-tests-only"  # noqa: S105 - refused in production, below
SECRET_KEY = env.str("SECRET_KEY", _DEFAULT_SECRET)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PROFILE == "production" else _LOOPBACK_HOSTS)

if PROFILE == "production":
    if DEBUG:
        raise ImproperlyConfigured("DEBUG must be off when PIKB_PROFILE=production")
    if SECRET_KEY == _DEFAULT_SECRET or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured(
            "SECRET_KEY must be set to 50 or more random characters when PIKB_PROFILE=production"
        )
    if not ALLOWED_HOSTS or any(host.strip() in ("*", ".", "") for host in ALLOWED_HOSTS):
        raise ImproperlyConfigured("ALLOWED_HOSTS must list host names, without *, when PIKB_PROFILE=production")

# --- applications ----------------------------------------------------------------------------------------

READ_SIDE_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "incidents.published",
    "incidents.intake",
    "api",
]
WRITE_SIDE_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "pgtrigger",
    "pghistory",
    "incidents",
]
INSTALLED_APPS = READ_SIDE_APPS if COMPONENT == "api" else WRITE_SIDE_APPS + READ_SIDE_APPS

_WRITE_SIDE_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "kb.middleware.AdminMiddleware",
]
MIDDLEWARE = [
    "kb.middleware.RequestIDMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kb.middleware.ContentSecurityPolicyMiddleware",
    "kb.overload.InFlightMiddleware",
    *(_WRITE_SIDE_MIDDLEWARE if COMPONENT == "all" else []),
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "kb.urls"
WSGI_APPLICATION = "kb.wsgi.application"
AUTH_USER_MODEL = "incidents.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                *(
                    [
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                    if COMPONENT == "all"
                    else []
                ),
            ],
        },
    }
]

# --- databases -------------------------------------------------------------------------------------------
# Two connections to one PostgreSQL (or its replica): `default` writes, `published` has taken the role that may SELECT
# the published tables and nothing else. Time-outs and jit belong to the read role's plans (docs/architecture.md). No
# request starts further processes: that takes longer than a page, and there are other requests.

READ_ROLE = env.str("PIKB_READ_ROLE", "pikb_read")
_READ_OPTIONS = (
    f"-c role={READ_ROLE} -c default_transaction_read_only=on -c jit=off -c statement_timeout=3s -c lock_timeout=1s "
    "-c max_parallel_workers_per_gather=0 -c idle_in_transaction_session_timeout=10s "
    "-c client_connection_check_interval=1s"
)


def database(url: str, **options: object) -> dict[str, object]:
    """A PostgreSQL connection from its URL, kept open between requests."""
    parsed = env.db_url_config(url)
    if "postgresql" not in parsed.get("ENGINE", ""):
        raise ImproperlyConfigured(f"DATABASE_URL must be a postgres:// URL, not {url.split(':')[0]}://")
    return parsed | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


DATABASE_URL = env.str("DATABASE_URL", "")
PUBLISHED_DATABASE_URL = env.str("PUBLISHED_DATABASE_URL", DATABASE_URL)
if not PUBLISHED_DATABASE_URL:
    raise ImproperlyConfigured(
        "DATABASE_URL must name a PostgreSQL 15 or newer: postgres://user:password@host:port/name"
    )
# What readers send in goes through a third connection, whose role may write the tables of `intake` and nothing else.
# A process of the API alone that is given no database to write to reads on and takes nothing in.
INTAKE_ROLE = env.str("PIKB_INTAKE_ROLE", "pikb_intake")
INTAKE_DATABASE_URL = env.str("INTAKE_DATABASE_URL", DATABASE_URL)
_INTAKE_OPTIONS = (
    f"-c role={INTAKE_ROLE} -c jit=off -c statement_timeout=3s -c lock_timeout=1s "
    "-c idle_in_transaction_session_timeout=10s -c client_connection_check_interval=1s"
)
# MIRROR: tests use the same test database through this connection, still as the read role, and never flush it.
_published = database(PUBLISHED_DATABASE_URL, options=_READ_OPTIONS) | {"TEST": {"MIRROR": "default"}}
DATABASES = (
    {"default": _published, "published": _published}
    if COMPONENT == "api"
    else {"default": database(DATABASE_URL or PUBLISHED_DATABASE_URL), "published": _published}
)
if INTAKE_DATABASE_URL:
    _intake = database(INTAKE_DATABASE_URL, options=_INTAKE_OPTIONS)
    DATABASES["intake"] = _intake | {"TEST": {"MIRROR": "default"}}

# --- queue -----------------------------------------------------------------------------------------------
# PostgreSQL holds the jobs; a message only says "look". Whatever the broker loses, the next tick rings again.

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", DATABASE_URL.replace("postgres://", "pgmq://", 1))
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Forked workers are replaced before what they gathered becomes too much: KiB, the model that they share included.
CELERY_WORKER_MAX_TASKS_PER_CHILD = env.int("PIKB_TASKS_PER_WORKER", 500)
CELERY_WORKER_MAX_MEMORY_PER_CHILD = env.int("PIKB_WORKER_MEMORY_MIB", 1024) * 1024
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = env.str("PIKB_QUEUE", "pikb")
CELERY_BEAT_SCHEDULE = {"tick": {"task": "incidents.tick", "schedule": env.float("PIKB_TICK_SECONDS", 5.0)}}
_BROKER = CELERY_BROKER_URL.split(":", 1)[0].split("+", 1)[0]
_TRANSPORT_OPTIONS: dict[str, dict[str, object]] = {
    # The longest job has a lease of JOB_LEASE_SECONDS; a message seen again after that finds the job finished.
    "pgmq": {
        "visibility_timeout": 900,
        "use_notify": True,
        "wait_time_seconds": 0,
        "polling_interval": 0.2,
        "init_extension": False,
        "pool_size": 2,
    },
    "redis": {"visibility_timeout": 900, "unacked_restore_interval": 5, "unacked_restore_throttle": 1},
    "rediss": {"visibility_timeout": 900, "unacked_restore_interval": 5, "unacked_restore_throttle": 1},
    "amqp": {"confirm_publish": True},
    "amqps": {"confirm_publish": True},
}
CELERY_BROKER_TRANSPORT_OPTIONS = _TRANSPORT_OPTIONS.get(_BROKER, {})
if _BROKER in ("amqp", "amqps"):
    CELERY_TASK_DEFAULT_QUEUE += "-quorum"  # a classic queue of the same name would refuse the declaration
    CELERY_TASK_DEFAULT_QUEUE_TYPE = "quorum"
    CELERY_TASK_DEFAULT_EXCHANGE_TYPE = "topic"

JOB_LEASE_SECONDS = 300
JOB_ATTEMPTS = 3

# --- extraction ------------------------------------------------------------------------------------------
# Several extractors run side by side. `chat` sends every article to the server named here: off unless chosen.

EXTRACTORS = some_of("PIKB_EXTRACTORS", "rules", "rules", "chat")
CHAT_URL = env.str("PIKB_CHAT_URL", "")
CHAT_MODEL = env.str("PIKB_CHAT_MODEL", "")
CHAT_KEY = env.str("PIKB_CHAT_KEY", "")
CHAT_SECONDS = env.float("PIKB_CHAT_SECONDS", 120.0)
CHAT_TOKENS_PER_DOCUMENT = env.int("PIKB_CHAT_TOKENS_PER_DOCUMENT", 40_000)
CHAT_TOKENS_PER_DAY = env.int("PIKB_CHAT_TOKENS_PER_DAY", 2_000_000)
if "chat" in EXTRACTORS:
    if not (CHAT_URL and CHAT_MODEL):
        raise ImproperlyConfigured("PIKB_EXTRACTORS names chat: PIKB_CHAT_URL and PIKB_CHAT_MODEL must say which")
    if not CHAT_URL.startswith(("http://", "https://")):
        raise ImproperlyConfigured("PIKB_CHAT_URL must be http://… or https://…, up to what precedes /chat/completions")
    if CHAT_TOKENS_PER_DOCUMENT < 24_000:
        raise ImproperlyConfigured("PIKB_CHAT_TOKENS_PER_DOCUMENT must be 24000 or more: instructions, article, answer")
    if not 1 <= CHAT_SECONDS <= JOB_LEASE_SECONDS - 60:
        raise ImproperlyConfigured(f"PIKB_CHAT_SECONDS must be 1 to {JOB_LEASE_SECONDS - 60}: less than a job's lease")

# --- the web's safety ------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
    "img-src": ["'self'", "data:"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if PROFILE == "production":
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if env.bool("BEHIND_TLS_PROXY", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
# Reading writes no history; with GET listed, every answer of the API would look at the reader's session first.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# --- API -------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["api.renderers.PassThroughJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["api.throttles.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "anonymous": rates("PIKB_ANONYMOUS_RATE", "60/min,5000/day"),
        "key": rates("PIKB_KEY_RATE", "300/min,100000/day"),
        "anonymous_write": rates("PIKB_ANONYMOUS_WRITE_RATE", "5/min,30/day"),
        "key_write": rates("PIKB_KEY_WRITE_RATE", "30/min,500/day"),
    },
    "DEFAULT_SCHEMA_CLASS": "api.openapi.ProblemAwareSchema",
    "EXCEPTION_HANDLER": "api.problems.handle",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": env.int("NUM_PROXIES", 0),
}
# Of a process's eight threads two may stream and five may work, so that one is there to refuse the rest.
REQUESTS_IN_FLIGHT = at_least_one("PIKB_REQUESTS_IN_FLIGHT", 5)
EXPORTS_PER_PROCESS = env.int("PIKB_EXPORTS_PER_PROCESS", 2)  # each holds a thread and a connection while it lasts
SPECTACULAR_SETTINGS = {
    "TITLE": "Privacy Incident Knowledge Base",
    "VERSION": "1.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "LICENSE": {"name": "CC BY 4.0 (data)", "identifier": "CC-BY-4.0"},
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "apiKey": {"type": "http", "scheme": "bearer", "description": "Optional; raises the limits."}
        }
    },
}
# Room for a counter per address; the default of 300 would let rotating addresses push each other's counters out.
CACHES = {"default": {"OPTIONS": {"MAX_ENTRIES": 100_000}} | env.cache_url("CACHE_URL", default="locmemcache://pikb")}

# --- the rest --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = None if PROFILE == "test" else DATA_DIR / "static"  # tests serve by the finders, nothing is collected
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
}
if PROFILE == "test":
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FETCH_USER_AGENT = env.str("PIKB_USER_AGENT", "PrivacyIncidentKB/0.1 (+https://example.org/privacy-incident-kb)")
LOGGING_CONFIG = "kb.logs.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("PIKB_LOG_LEVEL", "INFO")},
    "loggers": {
        "trafilatura": {"level": "ERROR"},
        "htmldate": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # answered 400; anybody could fill the log with traces
    },
}
