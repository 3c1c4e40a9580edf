--
-- PostgreSQL database dump
--


-- Dumped from database version 18.4
-- Dumped by pg_dump version 18.4

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: api_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_keys (
    id uuid NOT NULL,
    client uuid NOT NULL,
    secret_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    revoked_by text
);


--
-- Name: clients; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.clients (
    name text NOT NULL,
    grants_version integer NOT NULL,
    revoked_at timestamp with time zone,
    revoked_by text,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: clock; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.clock (
    id smallint DEFAULT '1'::smallint NOT NULL,
    ahead interval NOT NULL
);


--
-- Name: grants; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.grants (
    client uuid NOT NULL,
    role text NOT NULL,
    actor uuid,
    country text,
    region text,
    granted_by text NOT NULL,
    revoked_at timestamp with time zone,
    revoked_by text,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT grants_one_scope_check CHECK ((num_nonnulls(actor, country, region) <= 1))
);


--
-- Name: idempotency; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency (
    principal text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer NOT NULL,
    headers bytea NOT NULL,
    body bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: inbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.inbox (
    event_id uuid NOT NULL
);


--
-- Name: memberships; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.memberships (
    region text NOT NULL,
    country text NOT NULL,
    spell integer NOT NULL,
    valid_from date,
    valid_to date
);


--
-- Name: merged_actors; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.merged_actors (
    id uuid NOT NULL,
    version integer NOT NULL,
    "into" uuid NOT NULL
);


--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    seq bigint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    attributes bytea NOT NULL,
    data bytea NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='5000', autovacuum_vacuum_cost_delay='0', autovacuum_analyze_scale_factor='0', autovacuum_analyze_threshold='50000');


--
-- Name: outbox_seq_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.outbox ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: parked; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.parked (
    seq bigint NOT NULL,
    key text NOT NULL,
    event_id uuid NOT NULL,
    attributes bytea NOT NULL,
    data bytea NOT NULL,
    error text NOT NULL,
    parked_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: parked_seq_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.parked ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.parked_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: relay_lease; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.relay_lease (
    id smallint DEFAULT '1'::smallint NOT NULL,
    epoch bigint NOT NULL
);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0001_first_tables');


--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.api_keys VALUES ('0198c1de-0000-7000-8000-000000000001', '0198c1de-0000-7000-8000-000000000001', '\x0102', '2026-11-02 09:30:00+00', 'created_by of api_keys', NULL, NULL, NULL);


--
-- Data for Name: clients; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.clients VALUES ('name of clients', 1, NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: clock; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.clock VALUES (1, '1 day');


--
-- Data for Name: grants; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.grants VALUES ('0198c1de-0000-7000-8000-000000000001', 'role of grants', NULL, NULL, NULL, 'granted_by of grants', NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: idempotency; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.idempotency VALUES ('principal of idempotency', 'key of idempotency', '\x0102', 1, '\x0102', '\x0102', '2026-11-28 06:44:17.223031+00');


--
-- Data for Name: inbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.inbox VALUES ('0198c1de-0000-7000-8000-000000000001');


--
-- Data for Name: memberships; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.memberships VALUES ('EAC', 'KE', 1, NULL, NULL);


--
-- Data for Name: merged_actors; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.merged_actors VALUES ('0198c1de-0000-7000-8000-000000000001', 1, '0198c1de-0000-7000-8000-000000000001');


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (1, 'topic of outbox', 'key of outbox', '\x0102', '\x0102');


--
-- Data for Name: parked; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.parked OVERRIDING SYSTEM VALUE VALUES (1, 'key of parked', '0198c1de-0000-7000-8000-000000000001', '\x0102', '\x0102', 'error of parked', '2026-11-28 06:44:17.223031+00');


--
-- Data for Name: relay_lease; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.relay_lease VALUES (1, 1);


--
-- Name: outbox_seq_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_seq_seq', 1, true);


--
-- Name: parked_seq_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.parked_seq_seq', 1, true);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: api_keys api_keys_client_secret_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_client_secret_hash_key UNIQUE (client, secret_hash);


--
-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);


--
-- Name: clients clients_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.clients
    ADD CONSTRAINT clients_pkey PRIMARY KEY (id);


--
-- Name: clock clock_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.clock
    ADD CONSTRAINT clock_pkey PRIMARY KEY (id);


--
-- Name: grants grants_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_pkey PRIMARY KEY (id);


--
-- Name: idempotency idempotency_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (principal, key);


--
-- Name: inbox inbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (event_id);


--
-- Name: memberships memberships_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_pkey PRIMARY KEY (region, country, spell);


--
-- Name: merged_actors merged_actors_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.merged_actors
    ADD CONSTRAINT merged_actors_pkey PRIMARY KEY (id);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (seq);


--
-- Name: parked parked_event_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parked
    ADD CONSTRAINT parked_event_id_key UNIQUE (event_id);


--
-- Name: parked parked_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parked
    ADD CONSTRAINT parked_pkey PRIMARY KEY (seq);


--
-- Name: relay_lease relay_lease_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.relay_lease
    ADD CONSTRAINT relay_lease_pkey PRIMARY KEY (id);


--
-- Name: grants_one_of_a_kind_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX grants_one_of_a_kind_key ON public.grants USING btree (client, role, actor, country, region) NULLS NOT DISTINCT WHERE (revoked_at IS NULL);


--
-- Name: idempotency_created_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_created_at_idx ON public.idempotency USING btree (created_at);


--
-- Name: merged_actors_into_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX merged_actors_into_idx ON public.merged_actors USING btree ("into");


--
-- Name: parked_key_seq_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX parked_key_seq_idx ON public.parked USING btree (key, seq);


--
-- Name: api_keys api_keys_client_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_client_fkey FOREIGN KEY (client) REFERENCES public.clients(id);


--
-- Name: grants grants_client_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_client_fkey FOREIGN KEY (client) REFERENCES public.clients(id);


--
-- PostgreSQL database dump complete
--


