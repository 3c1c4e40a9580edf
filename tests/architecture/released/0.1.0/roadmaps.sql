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
-- Name: actors; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.actors (
    id uuid NOT NULL,
    version integer NOT NULL,
    names jsonb NOT NULL,
    country text,
    withdrawn boolean NOT NULL
);


--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: clock; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.clock (
    id smallint DEFAULT '1'::smallint NOT NULL,
    ahead interval NOT NULL
);


--
-- Name: deadlines; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.deadlines (
    roadmap uuid NOT NULL,
    kind text NOT NULL,
    recurrence integer NOT NULL,
    due_on date NOT NULL,
    met_on date,
    waived_at timestamp with time zone,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: frameworks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.frameworks (
    id text NOT NULL,
    version integer NOT NULL,
    titles jsonb NOT NULL,
    agreed_on date NOT NULL,
    source text NOT NULL,
    commitments jsonb NOT NULL,
    topics jsonb NOT NULL,
    deadline_rules jsonb NOT NULL
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
-- Name: owner_acceptances; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.owner_acceptances (
    id uuid NOT NULL,
    actor uuid NOT NULL,
    country text,
    region text,
    accepted_at timestamp with time zone NOT NULL,
    accepted_by text NOT NULL,
    CONSTRAINT owner_acceptances_one_scope_check CHECK ((num_nonnulls(country, region) = 1))
);


--
-- Name: owner_moves; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.owner_moves (
    roadmap uuid NOT NULL,
    merged uuid NOT NULL,
    external_id text
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
-- Name: reports; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reports (
    roadmap uuid NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL,
    template text NOT NULL,
    sections jsonb NOT NULL,
    status text NOT NULL,
    submitted_at timestamp with time zone,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT reports_period_check CHECK ((period_from < period_to))
);


--
-- Name: roadmaps; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.roadmaps (
    framework text NOT NULL,
    country text,
    region text,
    anchor_date date NOT NULL,
    owner uuid NOT NULL,
    titles jsonb NOT NULL,
    status text NOT NULL,
    adopted_on date,
    external_id text,
    withdrawn_by text,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT roadmaps_one_scope_check CHECK ((num_nonnulls(country, region) = 1))
);


--
-- Data for Name: actors; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.actors VALUES ('0198c1de-0000-7000-8000-000000000001', 1, '{"en": "Ministry of Planning", "sw": "Wizara ya Mipango"}', NULL, false);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0001_first_tables');


--
-- Data for Name: clock; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.clock VALUES (1, '1 day');


--
-- Data for Name: deadlines; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.deadlines VALUES ('0198c1de-0000-7000-8000-000000000001', '10', 1, '2026-11-02', NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: frameworks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.frameworks VALUES ('id of frameworks', 1, '{"en": "Training of midwives"}', '2026-11-02', 'source of frameworks', '[]', '[]', '[]');


--
-- Data for Name: idempotency; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.idempotency VALUES ('principal of idempotency', 'key of idempotency', '\x0102', 1, '\x0102', '\x0102', '2026-11-28 06:44:14.430798+00');


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
-- Data for Name: owner_acceptances; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.owner_acceptances VALUES ('0198c1de-0000-7000-8000-000000000001', '0198c1de-0000-7000-8000-000000000001', 'KE', NULL, '2026-11-02 09:30:00+00', 'accepted_by of owner_acceptances');


--
-- Data for Name: owner_moves; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.owner_moves VALUES ('0198c1de-0000-7000-8000-000000000001', '0198c1de-0000-7000-8000-000000000001', NULL);


--
-- Data for Name: parked; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.parked OVERRIDING SYSTEM VALUE VALUES (1, 'key of parked', '0198c1de-0000-7000-8000-000000000001', '\x0102', '\x0102', 'error of parked', '2026-11-28 06:44:14.430798+00');


--
-- Data for Name: relay_lease; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.relay_lease VALUES (1, 1);


--
-- Data for Name: reports; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.reports VALUES ('0198c1de-0000-7000-8000-000000000001', '2026-11-02', '2027-11-02', 'template of reports', '[]', 'active', NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: roadmaps; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.roadmaps VALUES ('id of frameworks', 'KE', NULL, '2026-11-02', '0198c1de-0000-7000-8000-000000000001', '{"en": "Training of midwives"}', 'draft', NULL, NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Name: outbox_seq_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_seq_seq', 1, true);


--
-- Name: parked_seq_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.parked_seq_seq', 1, true);


--
-- Name: actors actors_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.actors
    ADD CONSTRAINT actors_pkey PRIMARY KEY (id);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: clock clock_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.clock
    ADD CONSTRAINT clock_pkey PRIMARY KEY (id);


--
-- Name: deadlines deadlines_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT deadlines_pkey PRIMARY KEY (id);


--
-- Name: deadlines deadlines_roadmap_kind_recurrence_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT deadlines_roadmap_kind_recurrence_key UNIQUE (roadmap, kind, recurrence);


--
-- Name: frameworks frameworks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.frameworks
    ADD CONSTRAINT frameworks_pkey PRIMARY KEY (id);


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
-- Name: owner_acceptances owner_acceptances_actor_country_region_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.owner_acceptances
    ADD CONSTRAINT owner_acceptances_actor_country_region_key UNIQUE NULLS NOT DISTINCT (actor, country, region);


--
-- Name: owner_acceptances owner_acceptances_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.owner_acceptances
    ADD CONSTRAINT owner_acceptances_pkey PRIMARY KEY (id);


--
-- Name: owner_moves owner_moves_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.owner_moves
    ADD CONSTRAINT owner_moves_pkey PRIMARY KEY (roadmap, merged);


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
-- Name: reports reports_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_pkey PRIMARY KEY (id);


--
-- Name: reports reports_roadmap_period_from_period_to_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_roadmap_period_from_period_to_key UNIQUE (roadmap, period_from, period_to);


--
-- Name: roadmaps roadmaps_owner_external_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.roadmaps
    ADD CONSTRAINT roadmaps_owner_external_id_key UNIQUE (owner, external_id);


--
-- Name: roadmaps roadmaps_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.roadmaps
    ADD CONSTRAINT roadmaps_pkey PRIMARY KEY (id);


--
-- Name: deadlines_due_on_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deadlines_due_on_id_idx ON public.deadlines USING btree (due_on, id);


--
-- Name: idempotency_created_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_created_at_idx ON public.idempotency USING btree (created_at);


--
-- Name: memberships_country_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX memberships_country_idx ON public.memberships USING btree (country);


--
-- Name: owner_moves_merged_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX owner_moves_merged_idx ON public.owner_moves USING btree (merged);


--
-- Name: parked_key_seq_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX parked_key_seq_idx ON public.parked USING btree (key, seq);


--
-- Name: roadmaps_country_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX roadmaps_country_idx ON public.roadmaps USING btree (country);


--
-- Name: roadmaps_one_per_scope_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX roadmaps_one_per_scope_key ON public.roadmaps USING btree (framework, country, region) NULLS NOT DISTINCT WHERE (status <> 'withdrawn'::text);


--
-- Name: deadlines deadlines_roadmap_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT deadlines_roadmap_fkey FOREIGN KEY (roadmap) REFERENCES public.roadmaps(id);


--
-- Name: owner_moves owner_moves_roadmap_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.owner_moves
    ADD CONSTRAINT owner_moves_roadmap_fkey FOREIGN KEY (roadmap) REFERENCES public.roadmaps(id);


--
-- Name: reports reports_roadmap_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_roadmap_fkey FOREIGN KEY (roadmap) REFERENCES public.roadmaps(id);


--
-- Name: roadmaps roadmaps_framework_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.roadmaps
    ADD CONSTRAINT roadmaps_framework_fkey FOREIGN KEY (framework) REFERENCES public.frameworks(id);


--
-- PostgreSQL database dump complete
--


