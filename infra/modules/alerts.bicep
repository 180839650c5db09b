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

@description('The Application Insights component of the availability test.')
param applicationInsightsId string

@description('The host name of the app.')
param hostName string

@description('The function app.')
param appId string

@description('The vault.')
param vaultId string

@description('The storage account.')
param storageId string

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
  {
    name: 'log-cap'
    title: 'Telemetry stops at the daily cap'
    severity: 1
    query: loadTextContent('../queries/alerts/log-cap.kql')
    column: 'Reached'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
    frequency: 'PT5M'
  }
]

@description('A metric of the platform, which needs no telemetry of the app, and the value that raises an alert.')
type metricRuleType = {
  @description('The end of its name, and of its heading in docs/operations.md.')
  name: string

  @description('The title of the alert.')
  title: string

  @description('The resource.')
  resource: string

  @description('The namespace of the metric: the type of the resource.')
  namespace: string

  @description('The metric.')
  metric: string

  @description('How the values of the window become one.')
  aggregation: 'Average' | 'Total'

  @description('The comparison.')
  operator: 'GreaterThan' | 'LessThan'

  @description('The value to compare with.')
  threshold: int
}

// https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index
@description('The metrics to watch.')
var metricRules metricRuleType[] = [
  {
    name: 'server-errors'
    title: 'The app answers with server errors'
    resource: appId
    namespace: 'Microsoft.Web/sites'
    metric: 'Http5xx'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 20
  }
  {
    name: 'vault-availability'
    title: 'The vault fails'
    resource: vaultId
    namespace: 'Microsoft.KeyVault/vaults'
    metric: 'Availability'
    aggregation: 'Average'
    operator: 'LessThan'
    threshold: 99
  }
  {
    name: 'storage-availability'
    title: 'The storage account fails'
    resource: storageId
    namespace: 'Microsoft.Storage/storageAccounts'
    metric: 'Availability'
    aggregation: 'Average'
    operator: 'LessThan'
    threshold: 99
  }
]

// https://learn.microsoft.com/azure/azure-monitor/app/availability: five places at least, and two of them must fail.
@description('From where the availability test calls: West Europe, North Europe, France, UK South and East US.')
var places = ['emea-nl-ams-azr', 'emea-gb-db3-azr', 'emea-fr-pra-edge', 'emea-ru-msa-edge', 'us-va-ash-azr']

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
      // A table without data fails the validation of a new workspace. The tests check the queries against the tables, and
      // the alert rule-disabled watches the rules.
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

@description('Calls the app from the internet, so that an app that is down is noticed without its telemetry.')
resource availability 'Microsoft.Insights/webtests@2022-06-15' = {
  name: '${name}-availability'
  location: location
  // Without this tag, Application Insights does not show the test.
  tags: union(tags, { 'hidden-link:${applicationInsightsId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${name}-availability'
    Name: '${name}-availability'
    Kind: 'standard'
    Enabled: true
    Frequency: alerts.availabilityMinutes * 60
    Timeout: 30
    RetryEnabled: true
    Locations: [for place in places: { Id: place }]
    Request: {
      // Live, not ready: the alerts on vault and storage, and those on deliveries, watch what the app needs.
      RequestUrl: 'https://${hostName}/api/health/live'
      HttpVerb: 'GET'
      ParseDependentRequests: false
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 7
    }
  }
}

resource down 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${name}-app-down'
  location: 'global'
  tags: tags
  properties: {
    description: '${checks}app-down'
    severity: 0
    enabled: true
    scopes: [availability.id, applicationInsightsId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT${alerts.availabilityMinutes}M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: availability.id
      componentId: applicationInsightsId
      failedLocationCount: 2
    }
    actions: [{ actionGroupId: people.id }]
  }
}

resource metricAlert 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for rule in metricRules: {
    name: '${name}-${rule.name}'
    location: 'global'
    tags: tags
    properties: {
      description: '${checks}${rule.name}'
      severity: 1
      enabled: true
      scopes: [rule.resource]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: rule.name
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: rule.namespace
            metricName: rule.metric
            timeAggregation: rule.aggregation
            operator: rule.operator
            threshold: rule.threshold
            // A resource that is new has no metric yet.
            skipMetricValidation: true
          }
        ]
      }
      actions: [{ actionGroupId: people.id }]
    }
  }
]

// https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-troubleshoot-log#was-the-the-log-search-alert-rule-disabled
@description('Azure disables a rule whose query fails for a week, for example because its table had no data for 30 days.')
resource ruleDisabled 'Microsoft.Insights/activityLogAlerts@2026-01-01' = {
  name: '${name}-rule-disabled'
  location: 'global'
  tags: tags
  properties: {
    description: '${checks}rule-disabled'
    enabled: true
    scopes: [resourceGroup().id]
    condition: {
      allOf: [
        { field: 'category', equals: 'Administrative' }
        { field: 'operationName', equals: 'Microsoft.Insights/ScheduledQueryRules/disable/action' }
      ]
    }
    actions: { actionGroups: [{ actionGroupId: people.id }] }
  }
}

@description('What the daily cap does not do: it says when the group costs too much.')
resource budget 'Microsoft.Consumption/budgets@2026-06-01' = if (alerts.?budget != null) {
  name: '${name}-budget'
  properties: {
    category: 'Cost'
    amount: alerts.?budget.?amount ?? 0
    timeGrain: 'Monthly'
    timePeriod: { startDate: '${alerts.?budget.?startDate ?? ''}T00:00:00Z' }
    notifications: {
      spent: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: alerts.emailAddresses
        contactGroups: [people.id]
      }
      forecast: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: alerts.emailAddresses
        contactGroups: [people.id]
      }
    }
  }
}
