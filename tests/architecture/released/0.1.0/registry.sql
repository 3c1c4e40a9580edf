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
-- Name: actor_versions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.actor_versions (
    actor uuid NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    event text NOT NULL,
    content jsonb NOT NULL
);


--
-- Name: actors; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.actors (
    names jsonb NOT NULL,
    former_names jsonb NOT NULL,
    acronyms text[] NOT NULL,
    kind text NOT NULL,
    constituency text NOT NULL,
    country text,
    active_in text[] NOT NULL,
    identifiers jsonb NOT NULL,
    parent uuid,
    topics integer[] NOT NULL,
    sectors text[] NOT NULL,
    website text,
    status text NOT NULL,
    reporter text NOT NULL,
    external_id text,
    terms text[] NOT NULL,
    withdrawn_by text,
    merged_into uuid,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT actors_merged_check CHECK (((status = 'merged'::text) = (merged_into IS NOT NULL))),
    CONSTRAINT actors_parent_check CHECK ((parent <> id))
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
-- Name: codelist_editions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.codelist_editions (
    name text NOT NULL,
    version integer NOT NULL,
    id uuid NOT NULL,
    current boolean NOT NULL,
    edition text NOT NULL,
    released_on date NOT NULL,
    released_at timestamp with time zone NOT NULL,
    released_by text NOT NULL,
    status text NOT NULL,
    complete boolean NOT NULL,
    category_list text,
    source text NOT NULL,
    titles jsonb NOT NULL,
    active integer NOT NULL,
    withdrawn integer NOT NULL,
    added integer NOT NULL,
    ended integer NOT NULL,
    changed integer NOT NULL,
    told_whole boolean NOT NULL,
    codes jsonb NOT NULL
);


--
-- Name: countries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.countries (
    code text NOT NULL,
    alpha_3 text NOT NULL,
    m49 text NOT NULL,
    area text,
    names jsonb NOT NULL,
    words text NOT NULL
);


--
-- Name: exchanges; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.exchanges (
    side text NOT NULL,
    actor uuid NOT NULL,
    titles jsonb NOT NULL,
    summary jsonb,
    topics integer[] NOT NULL,
    sectors text[] NOT NULL,
    languages text[] NOT NULL,
    countries text[] NOT NULL,
    regions text[] NOT NULL,
    modality text NOT NULL,
    valid_from date,
    valid_to date,
    status text NOT NULL,
    reporter text NOT NULL,
    external_id text,
    keys text[] NOT NULL,
    terms text[] NOT NULL,
    withdrawn_by text,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT exchanges_period_check CHECK ((valid_from < valid_to))
);


--
-- Name: focal_point_contacts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.focal_point_contacts (
    focal_point uuid NOT NULL,
    holder text,
    channels jsonb NOT NULL,
    absent_from date,
    absent_to date
);


--
-- Name: focal_points; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.focal_points (
    actor uuid NOT NULL,
    office jsonb,
    role text NOT NULL,
    mandate jsonb NOT NULL,
    language text NOT NULL,
    time_zone text NOT NULL,
    deputy uuid,
    status text NOT NULL,
    ended_by text,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
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
-- Name: institution_versions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.institution_versions (
    institution uuid NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    content jsonb NOT NULL
);


--
-- Name: institutions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.institutions (
    country text NOT NULL,
    frameworks jsonb NOT NULL,
    mandate jsonb,
    resources jsonb NOT NULL,
    mapping jsonb NOT NULL,
    pillars jsonb NOT NULL,
    status text NOT NULL,
    withdrawn_by text,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: instrument_versions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.instrument_versions (
    instrument uuid NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    content jsonb NOT NULL
);


--
-- Name: instruments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.instruments (
    kind text NOT NULL,
    titles jsonb NOT NULL,
    summary jsonb,
    owner uuid NOT NULL,
    country text,
    topics integer[] NOT NULL,
    valid_from date,
    valid_to date,
    documents jsonb NOT NULL,
    supersedes uuid,
    fund jsonb,
    status text NOT NULL,
    reporter text NOT NULL,
    external_id text,
    terms text[] NOT NULL,
    withdrawn_by text,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT instruments_period_check CHECK ((valid_from < valid_to)),
    CONSTRAINT instruments_supersedes_check CHECK ((supersedes <> id))
);


--
-- Name: known_identifiers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.known_identifiers (
    identifier text NOT NULL,
    actor uuid NOT NULL
);


--
-- Name: matches; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.matches (
    offer uuid NOT NULL,
    need uuid NOT NULL,
    score numeric(3,2) NOT NULL,
    reasons jsonb NOT NULL,
    status text NOT NULL,
    declined_by text,
    declined_because text,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: membership_decisions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.membership_decisions (
    region text NOT NULL,
    country text NOT NULL,
    version integer NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    decided_by text NOT NULL
);


--
-- Name: memberships; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.memberships (
    region text NOT NULL,
    country text NOT NULL,
    spell integer NOT NULL,
    valid_from date,
    valid_to date,
    verified boolean NOT NULL,
    source text NOT NULL,
    note text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT memberships_spell_check CHECK ((valid_from < valid_to))
);


--
-- Name: merges; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.merges (
    id uuid NOT NULL,
    old uuid NOT NULL,
    "into" uuid NOT NULL,
    merged_at timestamp with time zone NOT NULL,
    merged_by text NOT NULL,
    undone_at timestamp with time zone,
    undone_by text,
    gained jsonb NOT NULL,
    moved jsonb NOT NULL
);


--
-- Name: minted_numbers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.minted_numbers (
    country text NOT NULL,
    last integer NOT NULL
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
-- Name: partners; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.partners (
    partnership uuid NOT NULL,
    number integer NOT NULL,
    actor uuid NOT NULL,
    role text NOT NULL,
    valid_from date,
    valid_to date,
    CONSTRAINT partners_spell_check CHECK ((valid_from < valid_to))
);


--
-- Name: partnerships; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.partnerships (
    titles jsonb NOT NULL,
    kind text NOT NULL,
    topics integer[] NOT NULL,
    sectors text[] NOT NULL,
    valid_from date,
    valid_to date,
    documents jsonb NOT NULL,
    status text NOT NULL,
    reporter text NOT NULL,
    external_id text,
    withdrawn_by text,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT partnerships_period_check CHECK ((valid_from < valid_to))
);


--
-- Name: regions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.regions (
    code text NOT NULL,
    kind text NOT NULL,
    parent text,
    identifiers text[] NOT NULL,
    website text,
    names jsonb NOT NULL,
    valid_from date,
    valid_to date,
    source text NOT NULL
);


--
-- Name: relay_lease; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.relay_lease (
    id smallint DEFAULT '1'::smallint NOT NULL,
    epoch bigint NOT NULL
);


--
-- Name: words; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.words (
    word text NOT NULL COLLATE pg_catalog."C",
    forms text[] NOT NULL
);


--
-- Data for Name: actor_versions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.actor_versions VALUES ('0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', 'by of actor_versions', 'event of actor_versions', '[]');


--
-- Data for Name: actors; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.actors VALUES ('{"en": "Ministry of Planning", "sw": "Wizara ya Mipango"}', '[]', '{}', '10', 'public', NULL, '{}', '[]', NULL, '{}', '{}', NULL, 'active', 'KE-COA-1052', NULL, '{}', NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0001_first_tables');


--
-- Data for Name: clock; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.clock VALUES (1, '1 day');


--
-- Data for Name: codelist_editions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.codelist_editions VALUES ('name of codelist_editions', 1, '0198c1de-0000-7000-8000-000000000001', false, 'edition of codelist_editions', '2026-11-02', '2026-11-02 09:30:00+00', 'released_by of codelist_editions', 'active', false, NULL, 'source of codelist_editions', '{"en": "Training of midwives"}', 1, 1, 1, 1, 1, false, '[]');


--
-- Data for Name: countries; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.countries VALUES ('code of countries', 'alpha_3 of countries', 'm49 of countries', NULL, '{"en": "Ministry of Planning", "sw": "Wizara ya Mipango"}', 'words of countries');


--
-- Data for Name: exchanges; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.exchanges VALUES ('side of exchanges', '0198c1de-0000-7000-8000-000000000001', '{"en": "Training of midwives"}', NULL, '{}', '{}', '{}', '{}', '{}', 'modality of exchanges', NULL, NULL, 'active', 'KE-COA-1052', NULL, '{}', '{}', NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: focal_point_contacts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.focal_point_contacts VALUES ('0198c1de-0000-7000-8000-000000000001', NULL, '[]', NULL, NULL);


--
-- Data for Name: focal_points; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.focal_points VALUES ('0198c1de-0000-7000-8000-000000000001', NULL, 'role of focal_points', '[]', 'language of focal_points', 'time_zone of focal_points', NULL, 'active', NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: idempotency; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.idempotency VALUES ('principal of idempotency', 'key of idempotency', '\x0102', 1, '\x0102', '\x0102', '2026-11-28 06:44:13.6503+00');


--
-- Data for Name: inbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.inbox VALUES ('0198c1de-0000-7000-8000-000000000001');


--
-- Data for Name: institution_versions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.institution_versions VALUES ('0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', 'by of institution_versions', '[]');


--
-- Data for Name: institutions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.institutions VALUES ('code of countries', '[]', NULL, '[]', '[]', '[]', 'active', NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: instrument_versions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.instrument_versions VALUES ('0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', 'by of instrument_versions', '[]');


--
-- Data for Name: instruments; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.instruments VALUES ('10', '{"en": "Training of midwives"}', NULL, '0198c1de-0000-7000-8000-000000000001', NULL, '{}', NULL, NULL, '[]', NULL, NULL, 'active', 'KE-COA-1052', NULL, '{}', NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: known_identifiers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.known_identifiers VALUES ('identifier of known_identifiers', '0198c1de-0000-7000-8000-000000000001');


--
-- Data for Name: matches; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.matches VALUES ('0198c1de-0000-7000-8000-000000000001', '0198c1de-0000-7000-8000-000000000001', 0.50, '[]', 'active', NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: membership_decisions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.membership_decisions VALUES ('code of regions', 'code of countries', 1, '2026-11-02 09:30:00+00', 'decided_by of membership_decisions');


--
-- Data for Name: memberships; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.memberships VALUES ('code of regions', 'code of countries', 1, NULL, NULL, false, 'source of memberships', 'note of memberships', 1);


--
-- Data for Name: merges; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.merges VALUES ('0198c1de-0000-7000-8000-000000000001', '0198c1de-0000-7000-8000-000000000001', '0198c1de-0000-7000-8000-000000000001', '2026-11-02 09:30:00+00', 'merged_by of merges', NULL, NULL, '[]', '[]');


--
-- Data for Name: minted_numbers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.minted_numbers VALUES ('KE', 1);


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (1, 'topic of outbox', 'key of outbox', '\x0102', '\x0102');


--
-- Data for Name: parked; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.parked OVERRIDING SYSTEM VALUE VALUES (1, 'key of parked', '0198c1de-0000-7000-8000-000000000001', '\x0102', '\x0102', 'error of parked', '2026-11-28 06:44:13.6503+00');


--
-- Data for Name: partners; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.partners VALUES ('0198c1de-0000-7000-8000-000000000001', 1, '0198c1de-0000-7000-8000-000000000001', 'role of partners', NULL, NULL);


--
-- Data for Name: partnerships; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.partnerships VALUES ('{"en": "Training of midwives"}', '10', '{}', '{}', NULL, NULL, '[]', 'active', 'KE-COA-1052', NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: regions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.regions VALUES ('code of regions', '10', NULL, '{}', NULL, '{"en": "Ministry of Planning", "sw": "Wizara ya Mipango"}', NULL, NULL, 'source of regions');


--
-- Data for Name: relay_lease; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.relay_lease VALUES (1, 1);


--
-- Data for Name: words; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.words VALUES ('word of words', '{}');


--
-- Name: outbox_seq_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_seq_seq', 1, true);


--
-- Name: parked_seq_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.parked_seq_seq', 1, true);


--
-- Name: actor_versions actor_versions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.actor_versions
    ADD CONSTRAINT actor_versions_pkey PRIMARY KEY (actor, version);


--
-- Name: actors actors_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.actors
    ADD CONSTRAINT actors_pkey PRIMARY KEY (id);


--
-- Name: actors actors_reporter_external_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.actors
    ADD CONSTRAINT actors_reporter_external_id_key UNIQUE (reporter, external_id);


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
-- Name: codelist_editions codelist_editions_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.codelist_editions
    ADD CONSTRAINT codelist_editions_id_key UNIQUE (id);


--
-- Name: codelist_editions codelist_editions_name_edition_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.codelist_editions
    ADD CONSTRAINT codelist_editions_name_edition_key UNIQUE (name, edition);


--
-- Name: codelist_editions codelist_editions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.codelist_editions
    ADD CONSTRAINT codelist_editions_pkey PRIMARY KEY (name, version);


--
-- Name: countries countries_alpha_3_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.countries
    ADD CONSTRAINT countries_alpha_3_key UNIQUE (alpha_3);


--
-- Name: countries countries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.countries
    ADD CONSTRAINT countries_pkey PRIMARY KEY (code);


--
-- Name: exchanges exchanges_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.exchanges
    ADD CONSTRAINT exchanges_pkey PRIMARY KEY (id);


--
-- Name: exchanges exchanges_reporter_side_external_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.exchanges
    ADD CONSTRAINT exchanges_reporter_side_external_id_key UNIQUE (reporter, side, external_id);


--
-- Name: focal_point_contacts focal_point_contacts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.focal_point_contacts
    ADD CONSTRAINT focal_point_contacts_pkey PRIMARY KEY (focal_point);


--
-- Name: focal_points focal_points_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.focal_points
    ADD CONSTRAINT focal_points_pkey PRIMARY KEY (id);


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
-- Name: institution_versions institution_versions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.institution_versions
    ADD CONSTRAINT institution_versions_pkey PRIMARY KEY (institution, version);


--
-- Name: institutions institutions_country_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.institutions
    ADD CONSTRAINT institutions_country_key UNIQUE (country);


--
-- Name: institutions institutions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.institutions
    ADD CONSTRAINT institutions_pkey PRIMARY KEY (id);


--
-- Name: instrument_versions instrument_versions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.instrument_versions
    ADD CONSTRAINT instrument_versions_pkey PRIMARY KEY (instrument, version);


--
-- Name: instruments instruments_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.instruments
    ADD CONSTRAINT instruments_pkey PRIMARY KEY (id);


--
-- Name: instruments instruments_reporter_external_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.instruments
    ADD CONSTRAINT instruments_reporter_external_id_key UNIQUE (reporter, external_id);


--
-- Name: known_identifiers known_identifiers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.known_identifiers
    ADD CONSTRAINT known_identifiers_pkey PRIMARY KEY (identifier);


--
-- Name: matches matches_offer_need_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.matches
    ADD CONSTRAINT matches_offer_need_key UNIQUE (offer, need);


--
-- Name: matches matches_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.matches
    ADD CONSTRAINT matches_pkey PRIMARY KEY (id);


--
-- Name: membership_decisions membership_decisions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.membership_decisions
    ADD CONSTRAINT membership_decisions_pkey PRIMARY KEY (region, country);


--
-- Name: memberships memberships_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_pkey PRIMARY KEY (region, country, spell);


--
-- Name: merges merges_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.merges
    ADD CONSTRAINT merges_pkey PRIMARY KEY (id);


--
-- Name: minted_numbers minted_numbers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.minted_numbers
    ADD CONSTRAINT minted_numbers_pkey PRIMARY KEY (country);


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
-- Name: partners partners_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partners
    ADD CONSTRAINT partners_pkey PRIMARY KEY (partnership, number);


--
-- Name: partnerships partnerships_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partnerships
    ADD CONSTRAINT partnerships_pkey PRIMARY KEY (id);


--
-- Name: partnerships partnerships_reporter_external_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partnerships
    ADD CONSTRAINT partnerships_reporter_external_id_key UNIQUE (reporter, external_id);


--
-- Name: regions regions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.regions
    ADD CONSTRAINT regions_pkey PRIMARY KEY (code);


--
-- Name: relay_lease relay_lease_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.relay_lease
    ADD CONSTRAINT relay_lease_pkey PRIMARY KEY (id);


--
-- Name: words words_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.words
    ADD CONSTRAINT words_pkey PRIMARY KEY (word);


--
-- Name: actors_country_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX actors_country_idx ON public.actors USING btree (country);


--
-- Name: actors_parent_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX actors_parent_idx ON public.actors USING btree (parent);


--
-- Name: actors_terms_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX actors_terms_idx ON public.actors USING gin (terms);


--
-- Name: codelist_editions_current_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX codelist_editions_current_idx ON public.codelist_editions USING btree (name) WHERE current;


--
-- Name: exchanges_actor_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX exchanges_actor_idx ON public.exchanges USING btree (actor);


--
-- Name: exchanges_keys_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX exchanges_keys_idx ON public.exchanges USING gin (keys);


--
-- Name: exchanges_terms_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX exchanges_terms_idx ON public.exchanges USING gin (terms);


--
-- Name: focal_points_actor_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX focal_points_actor_idx ON public.focal_points USING btree (actor);


--
-- Name: focal_points_deputy_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX focal_points_deputy_idx ON public.focal_points USING btree (deputy);


--
-- Name: idempotency_created_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_created_at_idx ON public.idempotency USING btree (created_at);


--
-- Name: institutions_pillars_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX institutions_pillars_idx ON public.institutions USING gin (pillars);


--
-- Name: instruments_country_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX instruments_country_idx ON public.instruments USING btree (country);


--
-- Name: instruments_owner_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX instruments_owner_idx ON public.instruments USING btree (owner);


--
-- Name: instruments_terms_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX instruments_terms_idx ON public.instruments USING gin (terms);


--
-- Name: known_identifiers_actor_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX known_identifiers_actor_idx ON public.known_identifiers USING btree (actor);


--
-- Name: matches_need_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX matches_need_idx ON public.matches USING btree (need);


--
-- Name: matches_score_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX matches_score_id_idx ON public.matches USING btree (score, id);


--
-- Name: memberships_country_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX memberships_country_idx ON public.memberships USING btree (country);


--
-- Name: merges_old_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX merges_old_idx ON public.merges USING btree (old) WHERE (undone_at IS NULL);


--
-- Name: parked_key_seq_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX parked_key_seq_idx ON public.parked USING btree (key, seq);


--
-- Name: partners_actor_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX partners_actor_idx ON public.partners USING btree (actor);


--
-- Name: words_forms_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX words_forms_idx ON public.words USING gin (forms);


--
-- Name: actor_versions actor_versions_actor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.actor_versions
    ADD CONSTRAINT actor_versions_actor_fkey FOREIGN KEY (actor) REFERENCES public.actors(id);


--
-- Name: actors actors_country_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.actors
    ADD CONSTRAINT actors_country_fkey FOREIGN KEY (country) REFERENCES public.countries(code);


--
-- Name: actors actors_merged_into_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.actors
    ADD CONSTRAINT actors_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES public.actors(id);


--
-- Name: actors actors_parent_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.actors
    ADD CONSTRAINT actors_parent_fkey FOREIGN KEY (parent) REFERENCES public.actors(id);


--
-- Name: exchanges exchanges_actor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.exchanges
    ADD CONSTRAINT exchanges_actor_fkey FOREIGN KEY (actor) REFERENCES public.actors(id);


--
-- Name: focal_point_contacts focal_point_contacts_focal_point_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.focal_point_contacts
    ADD CONSTRAINT focal_point_contacts_focal_point_fkey FOREIGN KEY (focal_point) REFERENCES public.focal_points(id);


--
-- Name: focal_points focal_points_actor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.focal_points
    ADD CONSTRAINT focal_points_actor_fkey FOREIGN KEY (actor) REFERENCES public.actors(id);


--
-- Name: focal_points focal_points_deputy_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.focal_points
    ADD CONSTRAINT focal_points_deputy_fkey FOREIGN KEY (deputy) REFERENCES public.focal_points(id);


--
-- Name: institution_versions institution_versions_institution_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.institution_versions
    ADD CONSTRAINT institution_versions_institution_fkey FOREIGN KEY (institution) REFERENCES public.institutions(id);


--
-- Name: institutions institutions_country_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.institutions
    ADD CONSTRAINT institutions_country_fkey FOREIGN KEY (country) REFERENCES public.countries(code);


--
-- Name: instrument_versions instrument_versions_instrument_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.instrument_versions
    ADD CONSTRAINT instrument_versions_instrument_fkey FOREIGN KEY (instrument) REFERENCES public.instruments(id);


--
-- Name: instruments instruments_country_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.instruments
    ADD CONSTRAINT instruments_country_fkey FOREIGN KEY (country) REFERENCES public.countries(code);


--
-- Name: instruments instruments_owner_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.instruments
    ADD CONSTRAINT instruments_owner_fkey FOREIGN KEY (owner) REFERENCES public.actors(id);


--
-- Name: instruments instruments_supersedes_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.instruments
    ADD CONSTRAINT instruments_supersedes_fkey FOREIGN KEY (supersedes) REFERENCES public.instruments(id);


--
-- Name: known_identifiers known_identifiers_actor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.known_identifiers
    ADD CONSTRAINT known_identifiers_actor_fkey FOREIGN KEY (actor) REFERENCES public.actors(id);


--
-- Name: matches matches_need_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.matches
    ADD CONSTRAINT matches_need_fkey FOREIGN KEY (need) REFERENCES public.exchanges(id);


--
-- Name: matches matches_offer_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.matches
    ADD CONSTRAINT matches_offer_fkey FOREIGN KEY (offer) REFERENCES public.exchanges(id);


--
-- Name: membership_decisions membership_decisions_country_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.membership_decisions
    ADD CONSTRAINT membership_decisions_country_fkey FOREIGN KEY (country) REFERENCES public.countries(code);


--
-- Name: membership_decisions membership_decisions_region_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.membership_decisions
    ADD CONSTRAINT membership_decisions_region_fkey FOREIGN KEY (region) REFERENCES public.regions(code);


--
-- Name: memberships memberships_country_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_country_fkey FOREIGN KEY (country) REFERENCES public.countries(code);


--
-- Name: memberships memberships_region_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_region_fkey FOREIGN KEY (region) REFERENCES public.regions(code);


--
-- Name: merges merges_into_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.merges
    ADD CONSTRAINT merges_into_fkey FOREIGN KEY ("into") REFERENCES public.actors(id);


--
-- Name: merges merges_old_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.merges
    ADD CONSTRAINT merges_old_fkey FOREIGN KEY (old) REFERENCES public.actors(id);


--
-- Name: partners partners_actor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partners
    ADD CONSTRAINT partners_actor_fkey FOREIGN KEY (actor) REFERENCES public.actors(id);


--
-- Name: partners partners_partnership_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partners
    ADD CONSTRAINT partners_partnership_fkey FOREIGN KEY (partnership) REFERENCES public.partnerships(id);


--
-- PostgreSQL database dump complete
--


