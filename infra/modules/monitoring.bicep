import { logsType, tagsType } from '../types.bicep'

@description('The name of the workspace.')
param workspaceName string

@description('The name of the workspace for audit logs.')
param auditWorkspaceName string

@description('The name of the Application Insights component.')
param applicationInsightsName string

@description('The region.')
param location string

@description('Tags.')
param tags tagsType

@description('How long logs are kept, and how many.')
param logs logsType

@description('The app\'s telemetry, and the metrics of its resources. Callers can fill it up to its cap.')
resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logs.retentionInDays
    workspaceCapping: { dailyQuotaGb: logs.dailyQuotaInGB }
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

@description('Who did what with vault, storage, network and logs. It has no cap: a flood of telemetry must not silence it.')
resource auditWorkspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: auditWorkspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logs.retentionInDays
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

@description('Who queried the logs, which name partners and tenants.')
// The only version after 2016 is this preview of 2021. It has category groups.
#disable-next-line use-recent-api-versions
resource workspaceLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: workspace
  properties: {
    workspaceId: auditWorkspace.id
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions
resource auditWorkspaceLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: auditWorkspace
  properties: {
    workspaceId: auditWorkspace.id
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

@description('Receives the app\'s telemetry. The app signs in with its identity: the connection string alone gives no access.')
resource applicationInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: applicationInsightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
  }
}

@description('The connection string. It is not a secret, because local authentication is off.')
output connectionString string = applicationInsights.properties.ConnectionString
