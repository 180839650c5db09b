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

@description('The name of the Application Insights component.')
var applicationInsightsName = 'appi-pleo-${suffix}'

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
    workspaceName: 'log-pleo-${suffix}'
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
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/vault.bicep' = {
  params: {
    name: vaultName
    location: location
    tags: allTags
    isolated: network != null
    workspaceId: monitoring.outputs.workspaceId
  }
}

module isolation 'modules/network.bicep' = if (network != null) {
  params: {
    name: 'vnet-pleo-${suffix}'
    location: location
    tags: allTags
    addressPrefix: network!.addressPrefix
    vaultId: vault.outputs.id
    storageId: storage.outputs.id
    workspaceId: monitoring.outputs.workspaceId
  }
}

module access 'modules/access.bicep' = {
  params: {
    principalId: identity.outputs.principalId
    identityName: identityName
    vaultName: vaultName
    storageName: storageName
    applicationInsightsName: applicationInsightsName
  }
  // By names that are known beforehand, so that a what-if can tell what a deployment would change.
  dependsOn: [vault, storage, monitoring]
}

module app 'modules/app.bicep' = {
  params: {
    planName: 'asp-pleo-${suffix}'
    name: 'func-pleo-${suffix}'
    location: location
    tags: allTags
    identityId: identity.outputs.id
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
    subnetId: isolation.?outputs.appSubnetId
    workspaceId: monitoring.outputs.workspaceId
  }
  // The app reads its package, its keys and its ledger as soon as it is there.
  dependsOn: [access]
}

module alerting 'modules/alerts.bicep' = {
  params: {
    name: 'pleo-${environmentName}'
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    alerts: alerts
  }
}

module workbook 'modules/workbook.bicep' = {
  params: {
    displayName: 'Pleo onboarding (${environmentName})'
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
  }
}

@description('The name of the function app.')
output functionAppName string = app.outputs.name

@description('The host name of the app: webhooks go to https://<host name>/api/webhooks/<partner>/onboarding.')
output hostName string = app.outputs.hostName

@description('The vault that the keys go into.')
output keyVaultName string = vaultName
