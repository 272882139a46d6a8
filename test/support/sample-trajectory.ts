import type { Entry } from '#trajectory/entry.ts'
import type { Header } from '#trajectory/header.ts'
import { createSummary } from '#trajectory/summary.ts'
import {
  agent,
  backgroundSourceId,
  byAgent,
  click,
  createSampleLog,
  frameSourceId,
  origin,
  sampleTarget,
  shopSourceId,
  startedAtMs,
} from './sample-log.ts'
import { domLines, mutationLine, sampleOutline, solidPng } from './sample-page.ts'

/** A whole trajectory in memory. Tests change what they need and turn it into a source or a bundle. */
export interface SampleTrajectory {
  header: Header
  log: Entry[]
  /** Lines of rrweb events by source id. */
  dom: Map<string, string[]>
  /** Bytes by path inside the bundle. */
  screenshots: Map<string, Uint8Array>
}

/**
 * The sample most tests use: a page-agent run that puts the wrong milk into the basket, a person who rejects that,
 * stops the agent, and finishes by hand, at last inside a frame and a shadow root.
 */
export function shopTrajectory(): SampleTrajectory {
  const { log, add, action, says } = createSampleLog()
  const screenshots = new Map<string, Uint8Array>()

  function observe(
    sourceId: typeof shopSourceId | typeof frameSourceId,
    atS: number,
    more: { picture?: string; reason?: 'end'; ageMs?: number } = {},
  ): string {
    const file = more.picture === undefined ? null : `screenshots/${more.picture}.png`
    if (file !== null) screenshots.set(file, solidPng(64, 40, atS))
    return add('observation', sourceId, atS, {
      reason: more.reason ?? 'action',
      url: `${origin}/search?q=milk`,
      title: 'Milk – Corner Shop',
      viewport: { width: 1280, height: 720, deviceScaleFactor: 1 },
      scroll: { x: 0, y: 0 },
      focus: 12,
      outline: sampleOutline(),
      outlineTruncated: false,
      screenshot:
        file === null
          ? null
          : { file, width: 64, height: 40, ageMs: more.ageMs ?? 140, stale: (more.ageMs ?? 140) > 1000 },
      dom: { sourceId, lines: 3 },
    })
  }

  function calls(
    atS: number,
    n: number,
    name: string,
    input: object,
    result: string,
    thought: string,
    act: (toolCallId: string) => void,
  ): void {
    const toolCallId = `run-1:call-${n}`
    const messageId = `run-1:reasoning-${n}`
    const about = { metadata: { toolCallId } }
    says(atS, { type: 'STEP_STARTED', stepName: `step ${n - 1}` })
    says(atS + 0.8, { type: 'TOOL_CALL_START', toolCallId, toolCallName: name })
    says(atS + 0.8, { type: 'TOOL_CALL_ARGS', toolCallId, delta: JSON.stringify(input) })
    says(atS + 0.8, { type: 'TOOL_CALL_END', toolCallId })
    act(toolCallId)
    says(atS + 1.6, {
      type: 'TOOL_CALL_RESULT',
      toolCallId,
      messageId: `${toolCallId}:result`,
      role: 'tool',
      content: result,
      metadata: { ok: true, durationMs: 800 },
    })
    says(atS + 1.7, { type: 'REASONING_START', messageId, ...about })
    says(atS + 1.7, { type: 'REASONING_MESSAGE_START', messageId, role: 'reasoning', ...about })
    says(atS + 1.7, { type: 'REASONING_MESSAGE_CONTENT', messageId, delta: thought, ...about })
    says(atS + 1.7, { type: 'REASONING_MESSAGE_END', messageId, ...about })
    says(atS + 1.7, { type: 'REASONING_END', messageId, ...about })
    says(
      atS + 1.8,
      {
        type: 'CUSTOM',
        name: 'recorder.llm_call',
        value: { 'gen_ai.operation.name': 'chat', 'gen_ai.response.model': 'glm-5-air-2026-09' },
        ...about,
      },
      {
        policy: {
          provider: 'zhipu',
          requestModel: 'glm-5-air',
          responseModel: 'glm-5-air-2026-09',
          responseId: `resp-${n}`,
          sampling: { temperature: 0.7 },
        },
        usage: {
          promptTokens: 2000 + n,
          completionTokens: 100,
          totalTokens: 2100 + n,
          cachedTokens: 1500,
          costUsd: 0.0025,
        },
      },
    )
    says(atS + 1.9, { type: 'STEP_FINISHED', stepName: `step ${n - 1}` })
  }

  const goto = action(
    backgroundSourceId,
    0,
    'goto',
    { url: `${origin}/search?q=milk` },
    {
      surface: 'browser',
      attribution: {
        method: 'browser-ui',
        confidence: 0.9,
        evidence: { transitionType: 'typed', transitionQualifiers: ['from_address_bar'] },
      },
      moments: [],
    },
  )
  add('effect', backgroundSourceId, 0.4, {
    name: 'navigation',
    causeId: goto,
    url: `${origin}/search?q=milk`,
    sameDocument: false,
    transitionType: 'typed',
    transitionQualifiers: ['from_address_bar'],
  })
  add('dom', shopSourceId, 0.5, {
    file: `dom/${shopSourceId}.jsonl`,
    firstLine: 1,
    lines: 3,
    endAtMs: startedAtMs + 700,
  })
  const panel = sampleTarget({ role: 'textbox', name: 'Task', tag: 'input', text: '', placeholder: 'What shall I do?' })
  action(
    shopSourceId,
    2,
    'fill',
    { value: 'Add oat milk to my basket' },
    { target: panel, surface: 'agent-ui', observationId: observe(shopSourceId, 1.9), redacted: { email: 1 } },
  )
  action(shopSourceId, 3, 'press', { key_comb: 'Enter' }, { target: panel, surface: 'agent-ui' })
  says(3.1, {
    type: 'RUN_STARTED',
    threadId: agent.instance,
    runId: 'run-1',
    input: {
      threadId: agent.instance,
      runId: 'run-1',
      messages: [{ id: 'run-1:task', role: 'user', content: 'Add oat milk to my basket' }],
      tools: [],
      context: [],
      state: {},
      forwardedProps: {},
    },
  })
  calls(
    4,
    1,
    'scroll',
    { down: true, num_pages: 1 },
    'Scrolled down.',
    'next_goal: Look for oat milk below.',
    (toolCallId) => {
      action(
        shopSourceId,
        5.2,
        'scroll',
        { delta_x: 0, delta_y: 720, x: 0, y: 720 },
        { actor: 'agent', attribution: byAgent(toolCallId), observationId: observe(shopSourceId, 5.1) },
      )
    },
  )
  let wrongClick = ''
  calls(
    8,
    2,
    'click_element_by_index',
    { index: 4 },
    'Clicked element.',
    'memory: The first card is milk.\nnext_goal: Put it into the basket.',
    (toolCallId) => {
      const before = observe(shopSourceId, 8.9, { picture: 'a1b2c3' })
      wrongClick = action(shopSourceId, 9, 'click', click, {
        actor: 'agent',
        attribution: byAgent(toolCallId),
        target: sampleTarget({}),
        observationId: before,
      })
      add('effect', backgroundSourceId, 9.3, {
        name: 'navigation',
        causeId: wrongClick,
        url: `${origin}/basket`,
        sameDocument: true,
        transitionType: 'link',
        transitionQualifiers: [],
      })
    },
  )
  add('dom', shopSourceId, 10, {
    file: `dom/${shopSourceId}.jsonl`,
    firstLine: 4,
    lines: 2,
    endAtMs: startedAtMs + 10_200,
  })
  add('signal', backgroundSourceId, 11, {
    type: 'reject',
    targetId: wrongClick,
    text: 'That is whole milk, I want oat milk.',
    score: null,
    by: 'explicit',
    confidence: 1,
  })
  const stop = sampleTarget({ name: 'Stop', text: '', attributes: { title: 'Stop' } })
  const stopped = action(shopSourceId, 12.3, 'click', click, {
    target: stop,
    surface: 'agent-ui',
    observationId: observe(shopSourceId, 12.2),
  })
  says(12.4, { type: 'RUN_FINISHED', threadId: agent.instance, runId: 'run-1', outcome: { type: 'cancelled' } })
  add('signal', backgroundSourceId, 12.5, {
    type: 'takeover',
    targetId: stopped,
    text: null,
    score: null,
    by: 'stop-button@1',
    confidence: 0.9,
    provenance: 'inferred',
  })
  const search = sampleTarget({
    role: 'textbox',
    name: 'Search',
    tag: 'input',
    text: '',
    label: 'Search',
    testId: 'search',
    nodeId: 12,
  })
  action(
    shopSourceId,
    15,
    'fill',
    { value: 'oat milk' },
    { target: search, observationId: observe(shopSourceId, 14.9, { picture: 'd4e5f6', ageMs: 2400 }) },
  )
  const enter = action(
    shopSourceId,
    16,
    'press',
    { key_comb: 'Enter' },
    { target: search, observationId: observe(shopSourceId, 15.9) },
  )
  add('effect', backgroundSourceId, 16.4, {
    name: 'navigation',
    causeId: enter,
    url: `${origin}/search?q=oat+milk`,
    sameDocument: false,
    transitionType: 'form_submit',
    transitionQualifiers: [],
  })
  add('gap', backgroundSourceId, 17, {
    reason: 'screenshot-failed',
    detail: 'The tab was in the background.',
    url: `${origin}/search?q=oat+milk`,
  })
  add('dom', frameSourceId, 18, {
    file: `dom/${frameSourceId}.jsonl`,
    firstLine: 1,
    lines: 3,
    endAtMs: startedAtMs + 18_100,
  })
  const inFrame = sampleTarget({
    name: 'Add oat milk',
    text: 'Add oat milk',
    framePath: [{ index: 0, url: 'https://basket.example/widget', selector: '#basket' }],
    shadowDepth: 1,
  })
  action(frameSourceId, 20, 'click', click, { target: inFrame, observationId: observe(frameSourceId, 19.9) })
  observe(shopSourceId, 22, { reason: 'end', picture: '0789ab' })
  add('outcome', backgroundSourceId, 23, {
    success: true,
    score: 1,
    by: 'human',
    text: 'Oat milk is in the basket.',
    provenance: 'claimed',
  })

  const dom = new Map([
    [
      shopSourceId,
      [
        ...domLines(`${origin}/search?q=milk`),
        ...['Basket (1)', 'Basket (0)'].map((text, i) => mutationLine(text, 10_000 + i * 100)),
      ],
    ],
    [frameSourceId, domLines('https://basket.example/widget')],
  ])
  return { header: headerOf(log, { endedAtMs: startedAtMs + 24_000 }), log, dom, screenshots }
}

/** A trajectory without an agent, still being recorded, without DOM stream or pictures: the smallest there is. */
export function unfinishedTrajectory(): SampleTrajectory {
  const { log, action } = createSampleLog()
  action(shopSourceId, 1, 'click', click, { target: sampleTarget({}) })
  return {
    header: headerOf(log, { id: 'unfinished000002', status: 'recording', endedAtMs: null }),
    log,
    dom: new Map(),
    screenshots: new Map(),
  }
}

function headerOf(log: readonly Entry[], overrides: Partial<Header>): Header {
  const summary = createSummary()
  for (const entry of log) summary.add(entry)
  return {
    format: 'cairn-trajectory',
    formatVersion: 1,
    id: 'shop0trajectory1',
    task: { instruction: 'Add oat milk to my basket', source: 'person', startUrl: `${origin}/`, tags: ['shop'] },
    status: 'complete',
    startedAtMs,
    endedAtMs: null,
    environment: {
      browser: 'Chromium',
      browserVersion: '156.0',
      os: 'Linux',
      locale: 'en-GB',
      timeZone: 'Europe/London',
      recorderVersion: '0.1.0',
      driver: null,
    },
    consent: { licence: 'CC-BY-4.0', note: null },
    parentId: null,
    ...summary.result(),
    ...overrides,
  }
}
