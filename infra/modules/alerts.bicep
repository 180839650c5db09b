import { alertsType, tagsType } from '../types.bicep'

@description('The start of the rules\' names.')
param name string

@description('The region.')
param location string

@description('Tags.')
param tags tagsType

@description('The workspace to query.')
param workspaceId string

@description('Who gets alerts, and when.')
param alerts alertsType

@description('Whether there is a partner. Recovery measures nothing without one, so its silence then says nothing.')
param hasPartners bool

@description('A query that runs regularly, and the result that raises an alert.')
type ruleType = {
  @description('The end of its name, and of its heading in docs/operations.md.')
  name: string

  @description('The title of the alert.')
  title: string

  @description('0 is the most severe, 4 the least.')
  severity: 0 | 1 | 2 | 3 | 4

  @description('The query, in KQL.')
  query: string

  @description('The column to compare.')
  column: string

  @description('The comparison.')
  operator: 'GreaterThan' | 'LessThan'

  @description('The value to compare with.')
  threshold: int

  @description('The time that the query covers.')
  window: string

  @description('How often the query runs.')
  frequency: string

  @description('The column to split by: one alert for each of its values, instead of one for all.')
  by: ('Partner' | 'Secret')?
}

@description('Where the person on call reads on.')
var checks = 'What to check first: docs/operations.md#alert-'

@description('The rules of every environment.')
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
    by: 'Partner'
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
    by: 'Partner'
  }
  {
    name: 'company-mismatch'
    title: 'A stored key belongs to another company'
    severity: 2
    query: loadTextContent('../queries/alerts/company-mismatch.kql')
    column: 'Refused'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
    frequency: 'PT15M'
    by: 'Partner'
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
    by: 'Partner'
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
  }
  {
    name: 'ledger-unavailable'
    title: 'The ledger cannot be used'
    severity: 1
    query: loadTextContent('../queries/alerts/ledger-unavailable.kql')
    column: 'UnusablePercent'
    operator: 'GreaterThan'
    threshold: 10
    window: 'PT10M'
    frequency: 'PT5M'
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
    by: 'Partner'
  }
  {
    name: 'latency'
    title: 'Answers are slow'
    severity: 3
    query: loadTextContent('../queries/alerts/latency.kql')
    column: 'P95'
    operator: 'GreaterThan'
    threshold: alerts.p95Milliseconds
    window: 'PT15M'
    frequency: 'PT5M'
  }
  {
    name: 'secret-expiry'
    title: 'A key expires soon'
    severity: 3
    query: loadTextContent('../queries/alerts/secret-expiry.kql')
    column: 'Expiring'
    operator: 'GreaterThan'
    threshold: 0
    window: 'P1D'
    frequency: 'PT1H'
    by: 'Secret'
  }
  {
    name: 'dead'
    title: 'Deliveries were given up'
    severity: 2
    query: loadTextContent('../queries/alerts/dead.kql')
    column: 'Dead'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
    frequency: 'PT15M'
    by: 'Partner'
  }
  {
    name: 'open-age'
    title: 'A delivery has been open for long'
    severity: 2
    query: loadTextContent('../queries/alerts/open-age.kql')
    column: 'OldestMinutes'
    operator: 'GreaterThan'
    threshold: alerts.openMinutes
    window: 'PT15M'
    frequency: 'PT15M'
    by: 'Partner'
  }
]

@description('The rule for environments with partners.')
var recoveryRule ruleType[] = !hasPartners
  ? []
  : [
      {
        name: 'recovery-silent'
        title: 'Recovery does not run'
        severity: 2
        query: loadTextContent('../queries/alerts/recovery-silent.kql')
        column: 'Measurements'
        operator: 'LessThan'
        threshold: 1
        window: 'PT15M'
        frequency: 'PT15M'
      }
    ]

@description('The rule for environments where silence is not normal.')
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
  for rule in concat(rules, recoveryRule, silenceRule): {
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
      // The tables get their columns with the first telemetry, after this deployment.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: rule.column
            timeAggregation: 'Maximum'
            operator: rule.operator
            threshold: rule.threshold
            dimensions: rule.?by == null ? [] : [{ name: rule.by!, operator: 'Include', values: ['*'] }]
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]
