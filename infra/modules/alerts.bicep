import { alertsType, tagsType } from '../types.bicep'

@description('What the names of the rules begin with.')
param name string

@description('The region.')
param location string

@description('Tags.')
param tags tagsType

@description('The workspace that is asked.')
param workspaceId string

@description('Who is told, and when.')
param alerts alertsType

@description('A question that is asked again and again, and the answer that wakes people up.')
type ruleType = {
  @description('What its name ends with; the same name leads to the first checks in docs/operations.md.')
  name: string

  @description('What people read first.')
  title: string

  @description('0 is the most severe, 4 the least.')
  severity: 0 | 1 | 2 | 3 | 4

  @description('The question, in KQL.')
  query: string

  @description('The column of the answer that is compared.')
  column: string

  @description('The comparison.')
  operator: 'GreaterThan' | 'LessThan'

  @description('What it is compared with.')
  threshold: int

  @description('The time that is looked back over.')
  window: string

  @description('How often it is asked.')
  frequency: string

  @description('One alert for each partner, instead of one for all.')
  byPartner: bool
}

@description('Where whoever is woken up reads on.')
var checks = 'What to check first: docs/operations.md#alert-'

@description('The questions of every environment.')
var rules ruleType[] = [
  {
    name: 'failure-share'
    title: 'Deliveries fail'
    severity: 1
    query: loadTextContent('../queries/alerts/failure-share.kql')
    column: 'FailurePercent'
    operator: 'GreaterThan'
    threshold: alerts.failurePercent
    window: 'PT15M'
    frequency: 'PT5M'
    byPartner: true
  }
  {
    name: 'pleo-unauthorized'
    title: 'Pleo refuses an API key'
    severity: 2
    query: loadTextContent('../queries/alerts/pleo-unauthorized.kql')
    column: 'Refused'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
    frequency: 'PT15M'
    byPartner: true
  }
  {
    name: 'signature-failures'
    title: 'Webhooks cannot be verified'
    severity: 2
    query: loadTextContent('../queries/alerts/signature-failures.kql')
    column: 'Unverified'
    operator: 'GreaterThan'
    threshold: alerts.signatureFailures
    window: 'PT15M'
    frequency: 'PT5M'
    byPartner: true
  }
  {
    name: 'vault-unavailable'
    title: 'Keys cannot be read from the vault'
    severity: 1
    query: loadTextContent('../queries/alerts/vault-unavailable.kql')
    column: 'Unread'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT10M'
    frequency: 'PT5M'
    byPartner: false
  }
  {
    name: 'outcome-unknown'
    title: 'It is not known whether Pleo has an installation'
    severity: 2
    query: loadTextContent('../queries/alerts/outcome-unknown.kql')
    column: 'Unknown'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
    frequency: 'PT15M'
    byPartner: true
  }
  {
    name: 'latency'
    title: 'Answers take long'
    severity: 3
    query: loadTextContent('../queries/alerts/latency.kql')
    column: 'P95'
    operator: 'GreaterThan'
    threshold: alerts.p95Milliseconds
    window: 'PT15M'
    frequency: 'PT5M'
    byPartner: false
  }
]

@description('The question of those where silence is not normal.')
var silenceRule ruleType[] = alerts.?silence == null
  ? []
  : [
      {
        name: 'silence'
        title: 'No webhook arrives'
        severity: 2
        query: loadTextContent('../queries/alerts/silence.kql')
        column: 'Deliveries'
        operator: 'LessThan'
        threshold: 1
        window: alerts.?silence ?? 'P1D'
        frequency: 'PT15M'
        byPartner: false
      }
    ]

@description('The people on call.')
resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${name}-oncall'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'pleo-oncall'
    emailReceivers: [
      for (address, i) in alerts.emailAddresses: {
        name: 'mail-${i}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

resource alert 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in concat(rules, silenceRule): {
    name: '${name}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${rule.title} (${name})'
      description: '${checks}${rule.name}'
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: rule.frequency
      windowSize: rule.window
      autoMitigate: true
      // The tables get their columns with the first telemetry, which comes after this.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: rule.column
            timeAggregation: 'Maximum'
            operator: rule.operator
            threshold: rule.threshold
            dimensions: rule.byPartner ? [{ name: 'Partner', operator: 'Include', values: ['*'] }] : []
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]
