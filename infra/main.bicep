targetScope = 'resourceGroup'

metadata name = 'PleoFunctions'
metadata description = 'Onboarding webhooks of partners, turned into Pleo installations: the function app and all it needs.'

import { alertsType, callerType, logsType, networkType, partnerType, pleoType, scaleType, tagsType } from 'types.bicep'

@minLength(1)
@maxLength(12)
@description('The environment: part of names and tags.')
param environmentName string

@description('The region. Flex Consumption is not in all of them: az functionapp list-flexconsumption-locations.')
param location string = resourceGroup().location

@description('Tags on every resource, besides those of the environment.')
param tags tagsType = {}

@description('Which Pleo, and how long to wait for it.')
param pleo pleoType

@description('The partners that may send webhooks. No secret is among their settings, only names of secrets.')
param partners partnerType[]

@description('How the app scales.')
param scale scaleType

@description('A network of its own, from which alone vault and storage can be reached. Leave out for none.')
param network networkType?

@description('The addresses that may call the app. Empty: all may, and the signature decides.')
param callers callerType[] = []

@description('Where logs are kept, and for how long.')
param logs logsType

@description('Who is told, and when.')
param alerts alertsType

@description('Makes names unique in all Azure, and the same at every deployment.')
var token = uniqueString(resourceGroup().id)

@description('What most names end with.')
var suffix = '${environmentName}-${token}'

@description('The name of the vault, 24 characters at most.')
var vaultName = 'kv-pleo-${token}'

@description('The name of the storage account: 24 letters and digits at most.')
var storageName = 'stpleo${token}'

@description('The container of the app\'s package.')
var packageContainerName = 'app-package'

@description('The table of the ledger.')
var ledgerTableName = 'deliveries'

@description('The name of the app\'s identity.')
var identityName = 'id-pleo-${suffix}'

@description('The name of the workspace.')
var workspaceName = 'log-pleo-${suffix}'

@description('The name of the network, where there is one.')
var networkName = 'vnet-pleo-${suffix}'

@description('The name of the Application Insights component.')
var applicationInsightsName = 'appi-pleo-${suffix}'

// Ids that are known beforehand let a what-if, and the snapshots, tell what a deployment would change. What they
// stand for is waited for explicitly.

@description('The id of the workspace.')
var workspaceId = resourceId('Microsoft.OperationalInsights/workspaces', workspaceName)

@description('The id of the app\'s identity.')
var identityId = resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', identityName)

@description('The tags of every resource.')
var allTags = union(
  tags,
  { application: 'PleoFunctions', environment: environmentName, 'azd-env-name': environmentName }
)

module identity 'modules/identity.bicep' = {
  params: {
    name: identityName
    location: location
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    workspaceName: workspaceName
    applicationInsightsName: applicationInsightsName
    location: location
    tags: allTags
    logs: logs
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: storageName
    location: location
    tags: allTags
    packageContainerName: packageContainerName
    ledgerTableName: ledgerTableName
    zoneRedundant: scale.zoneRedundant
    isolated: network != null
    workspaceId: workspaceId
  }
  dependsOn: [monitoring]
}

module vault 'modules/vault.bicep' = {
  params: {
    name: vaultName
    location: location
    tags: allTags
    isolated: network != null
    workspaceId: workspaceId
  }
  dependsOn: [monitoring]
}

module isolation 'modules/network.bicep' = if (network != null) {
  params: {
    name: networkName
    location: location
    tags: allTags
    addressPrefix: network!.addressPrefix
    vaultId: resourceId('Microsoft.KeyVault/vaults', vaultName)
    storageId: resourceId('Microsoft.Storage/storageAccounts', storageName)
    workspaceId: workspaceId
  }
  dependsOn: [vault, storage]
}

module access 'modules/access.bicep' = {
  params: {
    principalId: identity.outputs.principalId
    identityName: identityName
    vaultName: vaultName
    storageName: storageName
    applicationInsightsName: applicationInsightsName
  }
  dependsOn: [vault, storage, monitoring]
}

module app 'modules/app.bicep' = {
  params: {
    planName: 'asp-pleo-${suffix}'
    name: 'func-pleo-${suffix}'
    location: location
    tags: allTags
    identityId: identityId
    identityClientId: identity.outputs.clientId
    storageName: storageName
    packageContainerName: packageContainerName
    ledgerTableName: ledgerTableName
    vaultName: vaultName
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    pleo: pleo
    partners: partners
    scale: scale
    callers: callers
    subnetId: network == null ? null : resourceId('Microsoft.Network/virtualNetworks/subnets', networkName, 'app')
    workspaceId: workspaceId
  }
  // The app reads its package, its keys and its ledger as soon as it is there.
  dependsOn: [access, isolation]
}

module alerting 'modules/alerts.bicep' = {
  params: {
    name: 'pleo-${environmentName}'
    location: location
    tags: allTags
    workspaceId: workspaceId
    alerts: alerts
  }
  dependsOn: [monitoring]
}

module workbook 'modules/workbook.bicep' = {
  params: {
    displayName: 'Pleo onboarding (${environmentName})'
    location: location
    tags: allTags
    workspaceId: workspaceId
  }
  dependsOn: [monitoring]
}

@description('The name of the function app.')
output functionAppName string = app.outputs.name

@description('The host name of the app: webhooks go to https://<host name>/api/webhooks/<partner>/onboarding.')
output hostName string = app.outputs.hostName

@description('The vault that the keys go into.')
output keyVaultName string = vaultName
