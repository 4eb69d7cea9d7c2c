# Stratroom in a container. The steps are those of bin/serve on a fresh Debian: bin/setup installs what is missing.
#   docker build -t stratroom . && docker run -p 8400:8400 -v stratroom:/data stratroom
FROM debian:bookworm-slim

RUN apt-get update -q \
 && apt-get install -y -q --no-install-recommends ca-certificates python3 \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /stratroom

# What changes seldom comes first, so that a change of ours does not install everything again.
COPY bin/setup bin/setup
COPY requirements.txt pyproject.toml LICENSE ./
COPY app/__init__.py app/__init__.py
RUN bin/setup run && rm -rf /var/lib/apt/lists/* /root/.cache

COPY . .
RUN .venv/bin/python -m compileall -q app

RUN useradd --uid 8400 --no-create-home --home-dir /data --shell /usr/sbin/nologin stratroom \
 && install -d -o stratroom -g stratroom -m 0700 /data
USER stratroom

ENV STRATROOM_DATA=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8400
# 0 healthy, 1 not: the process answers. Whether it can save is /readyz's to say.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD [".venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8400/healthz', timeout=2)"]
# SIGTERM ends it: open sockets are told to come back, then it stops.
STOPSIGNAL SIGTERM
ENTRYPOINT ["bin/serve"]
