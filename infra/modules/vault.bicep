import { tagsType } from '../types.bicep'

@description('The name of the vault.')
param name string

@description('The region.')
param location string

@description('Tags.')
param tags tagsType

@description('Reachable through private endpoints only.')
param isolated bool

@description('The workspace for logs.')
param workspaceId string

@description('The partners\' signing keys and the tenants\' API keys. People store them; a template never does.')
resource vault 'Microsoft.KeyVault/vaults@2026-05-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: isolated ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      // An app on Flex Consumption has no fixed addresses for a firewall rule, so only a network can restrict access.
      defaultAction: isolated ? 'Deny' : 'Allow'
    }
  }
}

@description('Who read, set or deleted which secret.')
#disable-next-line use-recent-api-versions
resource vaultLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    // Into the table AZKVAuditLogs: https://learn.microsoft.com/azure/azure-monitor/reference/tables/azkvauditlogs
    logAnalyticsDestinationType: 'Dedicated'
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}
