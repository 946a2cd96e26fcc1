# The site in a container; docs/deploy.md says how to build and run it.
FROM python:3.13-slim@sha256:bf44cdfcb76cd3b41e879bc058fc37ec5872002ccfde7fcb765e218cde0cd79c AS build
WORKDIR /build
COPY pyproject.toml requirements.txt README.md LICENSE metadata.yml settings.json ./
RUN python -m venv /opt/newsdb && \
    /opt/newsdb/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY newsdb newsdb
COPY loaders loaders
COPY plugins plugins
COPY templates templates
COPY static static
COPY deploy deploy
RUN /opt/newsdb/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim@sha256:bf44cdfcb76cd3b41e879bc058fc37ec5872002ccfde7fcb765e218cde0cd79c
COPY --from=build /opt/newsdb /opt/newsdb
ARG DATABASE=news.db
COPY ${DATABASE} /data/news.db
# The proxy's address is unknown here; it sets the scheme and the client's address.
ENV PATH=/opt/newsdb/bin:$PATH \
    FORWARDED_ALLOW_IPS=*
WORKDIR /data
USER 65534:65534
EXPOSE 8001
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8001/-/health')"]
CMD ["newsdb", "serve", "--db", "/data/news.db", "--host", "0.0.0.0", "--port", "8001"]
