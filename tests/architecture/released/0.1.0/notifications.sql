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
-- Name: access_counter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.access_counter (
    id smallint NOT NULL,
    changes bigint NOT NULL
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
    id uuid NOT NULL,
    version integer NOT NULL,
    roadmap uuid NOT NULL,
    kind text NOT NULL,
    due_on date NOT NULL,
    country text,
    region text,
    regions text[] NOT NULL,
    owner uuid NOT NULL,
    titles jsonb NOT NULL,
    active boolean NOT NULL
);


--
-- Name: deliveries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.deliveries (
    subscription uuid NOT NULL,
    "position" bigint NOT NULL,
    event uuid NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    state text NOT NULL,
    attempts jsonb NOT NULL,
    next_attempt_at timestamp with time zone
);


--
-- Name: event_counter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_counter (
    id smallint NOT NULL,
    "position" bigint NOT NULL
);


--
-- Name: event_log; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_log (
    "position" bigint NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    country text,
    regions text[] NOT NULL,
    audience text NOT NULL,
    body bytea NOT NULL
);


--
-- Name: focal_points; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.focal_points (
    id uuid NOT NULL,
    version integer NOT NULL,
    actor uuid NOT NULL,
    country text,
    email text,
    language text NOT NULL,
    time_zone text NOT NULL,
    valid_from date,
    valid_to date,
    deputy uuid,
    absent_from date,
    absent_to date,
    active boolean NOT NULL
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
-- Name: principals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.principals (
    id text NOT NULL,
    version integer NOT NULL,
    revoked boolean NOT NULL,
    grants jsonb NOT NULL
);


--
-- Name: relay_lease; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.relay_lease (
    id smallint DEFAULT '1'::smallint NOT NULL,
    epoch bigint NOT NULL
);


--
-- Name: reminders; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reminders (
    deadline uuid NOT NULL,
    due_on date NOT NULL,
    step text NOT NULL,
    focal_point uuid NOT NULL,
    in_place_of uuid,
    channel text NOT NULL,
    fire_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    sent_at timestamp with time zone,
    superseded_by uuid,
    attempts integer NOT NULL,
    retry_at timestamp with time zone,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: subscriptions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.subscriptions (
    holder text NOT NULL,
    url text NOT NULL,
    types text[] NOT NULL,
    countries text[] NOT NULL,
    regions text[] NOT NULL,
    secrets text[] NOT NULL,
    status text NOT NULL,
    reason text,
    verified_at timestamp with time zone,
    "position" bigint NOT NULL,
    contact text,
    contact_told boolean NOT NULL,
    failed_events integer NOT NULL,
    unanswered integer NOT NULL,
    paused_until timestamp with time zone,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT subscriptions_status_check CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text, 'withdrawn'::text])))
);


--
-- Data for Name: access_counter; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.access_counter VALUES (1, 1);


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

INSERT INTO public.deadlines VALUES ('0198c1de-0000-7000-8000-000000000001', 1, '0198c1de-0000-7000-8000-000000000001', '10', '2026-11-02', NULL, NULL, '{}', '0198c1de-0000-7000-8000-000000000001', '{"en": "Training of midwives"}', false);


--
-- Data for Name: deliveries; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.deliveries VALUES ('0198c1de-0000-7000-8000-000000000001', 1, '0198c1de-0000-7000-8000-000000000001', 'type of deliveries', 'subject of deliveries', 'drafting', '[]', NULL);


--
-- Data for Name: event_counter; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.event_counter VALUES (1, 1);


--
-- Data for Name: event_log; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.event_log VALUES (1, '0198c1de-0000-7000-8000-000000000001', 'type of event_log', 'subject of event_log', NULL, '{}', 'public', '\x0102');


--
-- Data for Name: focal_points; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.focal_points VALUES ('0198c1de-0000-7000-8000-000000000001', 1, '0198c1de-0000-7000-8000-000000000001', NULL, NULL, 'language of focal_points', 'time_zone of focal_points', NULL, NULL, NULL, NULL, NULL, false);


--
-- Data for Name: idempotency; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.idempotency VALUES ('principal of idempotency', 'key of idempotency', '\x0102', 1, '\x0102', '\x0102', '2026-11-28 06:44:16.446034+00');


--
-- Data for Name: inbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.inbox VALUES ('0198c1de-0000-7000-8000-000000000001');


--
-- Data for Name: memberships; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.memberships VALUES ('EAC', 'KE', 1, NULL, NULL);


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (1, 'topic of outbox', 'key of outbox', '\x0102', '\x0102');


--
-- Data for Name: parked; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.parked OVERRIDING SYSTEM VALUE VALUES (1, 'key of parked', '0198c1de-0000-7000-8000-000000000001', '\x0102', '\x0102', 'error of parked', '2026-11-28 06:44:16.446034+00');


--
-- Data for Name: principals; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.principals VALUES ('id of principals', 1, false, '[]');


--
-- Data for Name: relay_lease; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.relay_lease VALUES (1, 1);


--
-- Data for Name: reminders; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.reminders VALUES ('0198c1de-0000-7000-8000-000000000001', '2026-11-02', 'step of reminders', '0198c1de-0000-7000-8000-000000000001', NULL, 'channel of reminders', '2026-11-02 09:30:00+00', 'drafting', NULL, NULL, 1, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: subscriptions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.subscriptions VALUES ('holder of subscriptions', 'https://hooks.example/harambee', '{}', '{}', '{}', '{}', 'active', NULL, NULL, 1, NULL, false, 1, 1, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Name: outbox_seq_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_seq_seq', 1, true);


--
-- Name: parked_seq_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.parked_seq_seq', 1, true);


--
-- Name: access_counter access_counter_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_counter
    ADD CONSTRAINT access_counter_pkey PRIMARY KEY (id);


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
-- Name: deliveries deliveries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (subscription, "position");


--
-- Name: event_counter event_counter_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_counter
    ADD CONSTRAINT event_counter_pkey PRIMARY KEY (id);


--
-- Name: event_log event_log_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_log
    ADD CONSTRAINT event_log_id_key UNIQUE (id);


--
-- Name: event_log event_log_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_log
    ADD CONSTRAINT event_log_pkey PRIMARY KEY ("position");


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
-- Name: memberships memberships_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_pkey PRIMARY KEY (region, country, spell);


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
-- Name: principals principals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.principals
    ADD CONSTRAINT principals_pkey PRIMARY KEY (id);


--
-- Name: relay_lease relay_lease_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.relay_lease
    ADD CONSTRAINT relay_lease_pkey PRIMARY KEY (id);


--
-- Name: reminders reminders_deadline_due_on_step_focal_point_channel_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reminders
    ADD CONSTRAINT reminders_deadline_due_on_step_focal_point_channel_key UNIQUE (deadline, due_on, step, focal_point, channel);


--
-- Name: reminders reminders_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reminders
    ADD CONSTRAINT reminders_pkey PRIMARY KEY (id);


--
-- Name: subscriptions subscriptions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT subscriptions_pkey PRIMARY KEY (id);


--
-- Name: deadlines_owner_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deadlines_owner_idx ON public.deadlines USING btree (owner);


--
-- Name: deliveries_next_attempt_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_next_attempt_at_idx ON public.deliveries USING btree (next_attempt_at) WHERE (state = 'pending'::text);


--
-- Name: deliveries_subscription_subject_position_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_subscription_subject_position_idx ON public.deliveries USING btree (subscription, subject, "position") WHERE (state = 'pending'::text);


--
-- Name: event_log_country_position_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_log_country_position_idx ON public.event_log USING btree (country, "position");


--
-- Name: event_log_regions_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_log_regions_idx ON public.event_log USING gin (regions);


--
-- Name: event_log_type_position_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_log_type_position_idx ON public.event_log USING btree (type, "position");


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
-- Name: parked_key_seq_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX parked_key_seq_idx ON public.parked USING btree (key, seq);


--
-- Name: reminders_fire_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reminders_fire_at_idx ON public.reminders USING btree (fire_at) WHERE (state = ANY (ARRAY['planned'::text, 'sending'::text]));


--
-- Name: reminders_focal_point_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reminders_focal_point_idx ON public.reminders USING btree (focal_point);


--
-- Name: reminders_in_place_of_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reminders_in_place_of_idx ON public.reminders USING btree (in_place_of);


--
-- Name: subscriptions_holder_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX subscriptions_holder_idx ON public.subscriptions USING btree (holder);


--
-- Name: deliveries deliveries_subscription_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_subscription_fkey FOREIGN KEY (subscription) REFERENCES public.subscriptions(id);


--
-- Name: reminders reminders_deadline_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reminders
    ADD CONSTRAINT reminders_deadline_fkey FOREIGN KEY (deadline) REFERENCES public.deadlines(id);


--
-- PostgreSQL database dump complete
--


