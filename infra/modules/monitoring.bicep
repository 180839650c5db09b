import { logsType, tagsType } from '../types.bicep'

@description('The name of the workspace.')
param workspaceName string

@description('The name of the Application Insights component.')
param applicationInsightsName string

@description('The region.')
param location string

@description('Tags.')
param tags tagsType

@description('Where logs are kept, and for how long.')
param logs logsType

@description('All logs, metrics and traces of this environment.')
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

@description('Who queried the logs, which tell of partners and tenants.')
// The only newer version than the one of 2016 is called preview since 2021, and is the one with category groups.
#disable-next-line use-recent-api-versions
resource workspaceLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: workspace
  properties: {
    workspaceId: workspace.id
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

@description('What the app sends its telemetry to, with its identity: the connection string alone opens nothing.')
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

@description('The connection string; no secret, because local authentication is off.')
output connectionString string = applicationInsights.properties.ConnectionString
