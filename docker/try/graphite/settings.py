import os

STORAGE_DIR = os.environ["GRAPHITE_STORAGE_DIR"]
CONF_DIR = os.environ["GRAPHITE_CONF_DIR"]
LOG_DIR = STORAGE_DIR + "/log"
WHISPER_DIR = STORAGE_DIR + "/whisper"
STANDARD_DIRS = [WHISPER_DIR]
INDEX_FILE = STORAGE_DIR + "/index"
CARBONLINK_HOSTS = ["127.0.0.1:" + os.environ["CARBON_QUERY_PORT"]]
# Every answer is looked up anew: who asks wants the newest value.
DEFAULT_CACHE_DURATION = 0
FIND_CACHE_DURATION = 0
# Signs the cookies of a server that lives for minutes, on loopback, without accounts.
SECRET_KEY = os.urandom(32).hex()
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": STORAGE_DIR + "/database"}}
