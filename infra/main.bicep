targetScope = 'resourceGroup'

metadata name = 'PleoFunctions'
metadata description = 'The function app that turns partners\' onboarding webhooks into Pleo installations, and all it needs.'

import {
  alertsType
  callerType
  identityType
  logsType
  networkType
  operatorsType
  partnerType
  pleoType
  recoveryType
  scaleType
  tagsType
} from 'types.bicep'

@minLength(1)
@maxLength(12)
@description('The environment: part of names and tags.')
param environmentName string

@description('The region. Not all have Flex Consumption: see az functionapp list-flexconsumption-locations.')
param location string = resourceGroup().location

@description('More tags for every resource.')
param tags tagsType = {}

@description('The app\'s identity, as identities.bicep made it. Leave out to make one in this group, for your own environment.')
param identity identityType?

@description('Which environment of Pleo to call, and how long to wait for it.')
param pleo pleoType

@description('When open deliveries are tried again, and how long deliveries are kept.')
param recovery recoveryType = {}

@description('Who may use the operators\' routes. Leave out for the host\'s admin key alone.')
param operators operatorsType?

@description('The partners that may send webhooks. Their settings hold names of secrets, never secrets.')
param partners partnerType[]

@description('How the app scales.')
param scale scaleType

@description('The network from which vault and storage are reachable: a new one, or one of yours. Leave out for no network.')
param network networkType?

@description('The addresses that may call the app. Empty: all may; the signature decides.')
param callers callerType[] = []

@description('How long logs are kept, and how many.')
param logs logsType

@description('Who gets alerts, and when.')
param alerts alertsType

@description('Makes names unique in Azure, and the same at every deployment.')
var token = uniqueString(resourceGroup().id)

@description('The end of most names.')
var suffix = '${environmentName}-${token}'

@description('The name of the vault, at most 24 characters.')
var vaultName = 'kv-pleo-${token}'

@description('The name of the storage account, at most 24 letters and digits.')
var storageName = 'stpleo${token}'

@description('The container of the app\'s package.')
var packageContainerName = 'app-package'

@description('The table of the ledger.')
var ledgerTableName = 'deliveries'

@description('The name of the app\'s identity.')
var identityName = identity.?name ?? 'id-pleo-${suffix}'

@description('The name of the function app.')
var appName = 'func-pleo-${suffix}'

@description('The name of the workspace.')
var workspaceName = 'log-pleo-${suffix}'

@description('The name of the workspace for audit logs.')
var auditWorkspaceName = 'log-pleo-audit-${suffix}'

@description('The name of the network, if the template makes one.')
var networkName = 'vnet-pleo-${suffix}'

@description('The name of the Application Insights component.')
var applicationInsightsName = 'appi-pleo-${suffix}'

// These ids are computed, not read from outputs, so that a what-if and the snapshots can show every change. So the
// modules below state their dependencies.

@description('The id of the workspace.')
var workspaceId = resourceId('Microsoft.OperationalInsights/workspaces', workspaceName)

@description('The id of the workspace for audit logs.')
var auditWorkspaceId = resourceId('Microsoft.OperationalInsights/workspaces', auditWorkspaceName)

@description('The id of the app\'s identity.')
var identityId = resourceId(
  identity.?resourceGroup ?? resourceGroup().name,
  'Microsoft.ManagedIdentity/userAssignedIdentities',
  identityName
)

@description('The subnets of the app and of the private endpoints, if there is a network.')
var subnets = network.?kind == 'new'
  ? {
      app: resourceId('Microsoft.Network/virtualNetworks/subnets', networkName, 'app')
      endpoints: resourceId('Microsoft.Network/virtualNetworks/subnets', networkName, 'private-endpoints')
    }
  : { app: network.?appSubnetId, endpoints: network.?endpointsSubnetId }

@description('The tags of every resource.')
var allTags = union(
  tags,
  { application: 'PleoFunctions', environment: environmentName, 'azd-env-name': environmentName }
)

resource givenIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = if (identity != null) {
  name: identityName
  scope: resourceGroup(identity!.resourceGroup)
}

module ownIdentity 'modules/identity.bicep' = if (identity == null) {
  params: {
    name: identityName
    location: location
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    workspaceName: workspaceName
    auditWorkspaceName: auditWorkspaceName
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
    workspaceId: auditWorkspaceId
  }
  dependsOn: [monitoring]
}

module vault 'modules/vault.bicep' = {
  params: {
    name: vaultName
    location: location
    tags: allTags
    isolated: network != null
    workspaceId: auditWorkspaceId
  }
  dependsOn: [monitoring]
}

module newNetwork 'modules/network.bicep' = if (network.?kind == 'new') {
  params: {
    name: networkName
    location: location
    tags: allTags
    addressPrefix: network!.addressPrefix
    operators: network.?operators ?? []
    fixedEgress: network.?fixedEgress ?? false
    workspaceId: auditWorkspaceId
  }
  dependsOn: [monitoring]
}

module endpoints 'modules/endpoints.bicep' = if (network != null) {
  params: {
    name: network.?kind == 'new' ? networkName : 'pleo-${suffix}'
    location: location
    tags: allTags
    subnetId: subnets.endpoints
    networkId: network.?kind == 'new' ? resourceId('Microsoft.Network/virtualNetworks', networkName) : null
    zones: network.?zones
    vaultId: resourceId('Microsoft.KeyVault/vaults', vaultName)
    storageId: resourceId('Microsoft.Storage/storageAccounts', storageName)
  }
  dependsOn: [vault, storage, newNetwork]
}

module access 'modules/access.bicep' = {
  params: {
    // Known before the deployment, except in your own environment.
    #disable-next-line what-if-short-circuiting
    principalId: identity.?principalId ?? ownIdentity!.outputs.principalId
    vaultName: vaultName
    storageName: storageName
    applicationInsightsName: applicationInsightsName
  }
  dependsOn: [vault, storage, monitoring]
}

module app 'modules/app.bicep' = {
  params: {
    planName: 'asp-pleo-${suffix}'
    name: appName
    location: location
    tags: allTags
    identityId: identityId
    identityClientId: identity == null ? ownIdentity!.outputs.clientId : givenIdentity!.properties.clientId
    storageName: storageName
    packageContainerName: packageContainerName
    ledgerTableName: ledgerTableName
    vaultName: vaultName
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    pleo: pleo
    recovery: recovery
    operators: operators
    partners: partners
    scale: scale
    callers: callers
    subnetId: subnets.app
    workspaceId: workspaceId
  }
  // The app reads its package, its keys and its ledger as soon as it exists.
  dependsOn: [access, endpoints]
}

module alerting 'modules/alerts.bicep' = {
  params: {
    name: 'pleo-${environmentName}'
    location: location
    tags: allTags
    workspaceId: workspaceId
    alerts: alerts
    hasPartners: !empty(partners)
    applicationInsightsId: resourceId('Microsoft.Insights/components', applicationInsightsName)
    hostName: app.outputs.hostName
    appId: resourceId('Microsoft.Web/sites', appName)
    vaultId: resourceId('Microsoft.KeyVault/vaults', vaultName)
    storageId: resourceId('Microsoft.Storage/storageAccounts', storageName)
  }
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

@description('The vault for the keys.')
output keyVaultName string = vaultName
