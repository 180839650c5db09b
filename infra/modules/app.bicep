import { partnerSettings } from '../partners.bicep'
import {
  callerType
  operatorsType
  partnerType
  pleoType
  recoveryType
  scaleType
  settingsType
  tagsType
} from '../types.bicep'

@description('The name of the plan.')
param planName string

@description('The name of the function app.')
param name string

@description('The region.')
param location string

@description('Tags.')
param tags tagsType

@description('The resource id of the app\'s identity.')
param identityId string

@description('The client id of the app\'s identity.')
param identityClientId string

@description('The storage account.')
param storageName string

@description('The container of the app\'s package.')
param packageContainerName string

@description('The table of the ledger.')
param ledgerTableName string

@description('The vault.')
param vaultName string

@description('The connection string of Application Insights.')
param applicationInsightsConnectionString string

@description('Which environment of Pleo to call, and how long to wait for it.')
param pleo pleoType

@description('When open deliveries are tried again, and how long deliveries are kept.')
param recovery recoveryType

@description('Who may use the operators\' routes.')
param operators operatorsType?

@description('The partners.')
param partners partnerType[]

@description('How the app scales.')
param scale scaleType

@description('The addresses that may call the app. Empty: all may.')
param callers callerType[]

@description('The subnet that the app joins, if any.')
param subnetId string?

@description('The workspace for metrics.')
param workspaceId string

@description('The settings of the Functions host and the telemetry exporter. They use the identity, not keys.')
var hostSettings settingsType = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  // Else GET / answers with the host's own page: https://learn.microsoft.com/azure/azure-functions/functions-app-settings
  AzureWebJobsDisableHomepage: 'true'
  // A little above the app's own limit of 256 KiB, so that the app still answers what is only just too large. Without
  // it the host accepts 100 MB: HttpRequestBodySizeMiddleware in https://github.com/Azure/azure-functions-host.
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '524288'
}

@description('The addresses that the app uses.')
var onboardingSettings settingsType = {
  AZURE_CLIENT_ID: identityClientId
  KeyVault__Uri: 'https://${vaultName}${environment().suffixes.keyvaultDns}/'
  Deliveries__TableServiceUri: 'https://${storageName}.table.${environment().suffixes.storage}/'
  Deliveries__TableName: ledgerTableName
  Pleo__Environment: pleo.environment
}

@description('The settings of Pleo. What is left out keeps the app\'s default.')
var pleoSettings settingsType = union(
  pleo.?attemptTimeout == null ? {} : { Pleo__AttemptTimeout: pleo.?attemptTimeout ?? '' },
  pleo.?totalTimeout == null ? {} : { Pleo__TotalTimeout: pleo.?totalTimeout ?? '' },
  pleo.?settlingTime == null ? {} : { Pleo__SettlingTime: pleo.?settlingTime ?? '' },
  pleo.?maxConcurrency == null ? {} : { Pleo__MaxConcurrency: string(pleo.?maxConcurrency) }
)

@description('The settings of recovery. Only the schedule is always set: the host has no default for it.')
var recoverySettings settingsType = union(
  { Recovery__Schedule: recovery.?schedule ?? '0 * * * * *' },
  recovery.?giveUpAfter == null ? {} : { Recovery__GiveUpAfter: recovery.?giveUpAfter ?? '' },
  recovery.?retention == null ? {} : { Deliveries__Retention: recovery.?retention ?? '' }
)

@description('The settings of the operators\' routes. Without them, only the host\'s admin key lets an operator in.')
var operatorSettings settingsType = operators == null
  ? {}
  : union(
      {
        Operators__Authority: operators!.?authority ?? '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        Operators__Audience: operators!.audience
      },
      operators!.?adminKey == null ? {} : { Operators__AdminKey: operators!.adminKey! ? 'true' : 'false' }
    )

@description('All settings. On Flex Consumption, the runtime is not a setting: it is set below.')
var settings settingsType = union(
  hostSettings,
  onboardingSettings,
  pleoSettings,
  recoverySettings,
  operatorSettings,
  partnerSettings(partners)
)

@description('The callers, and the availability test.')
var allowed callerType[] = empty(callers)
  ? []
  : concat(callers, [{ name: 'availability-test', addresses: 'ApplicationInsightsAvailability' }])

@description('The plan: Flex Consumption, on Linux.')
resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true
    zoneRedundant: scale.zoneRedundant
  }
}

@description('The part of the definition that is specific to Flex Consumption.')
type functionAppConfigType = resourceInput<'Microsoft.Web/sites@2025-03-01'>.properties.functionAppConfig

@description('The runtime, where the package is, and how the app scales.')
var functionAppConfig functionAppConfigType = {
  runtime: { name: 'dotnet-isolated', version: '10.0' }
  deployment: {
    storage: {
      type: 'blobContainer'
      value: 'https://${storageName}.blob.${environment().suffixes.storage}/${packageContainerName}'
      authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
    }
  }
  scaleAndConcurrency: {
    instanceMemoryMB: scale.instanceMemoryMB
    maximumInstanceCount: scale.maximumInstanceCount
    triggers: { http: { perInstanceConcurrency: scale.httpConcurrency } }
    alwaysReady: scale.alwaysReady == 0 ? [] : [{ name: 'http', instanceCount: scale.alwaysReady }]
  }
}

@description('The function app. It is public unless callers are set: it knows partners by their signatures.')
resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    clientAffinityEnabled: false
    virtualNetworkSubnetId: subnetId
    // Without siteUpdateStrategy a deployment restarts all instances. Rolling updates are in preview, and not recommended
    // for production: https://learn.microsoft.com/azure/azure-functions/flex-consumption-site-updates
    functionAppConfig: functionAppConfig
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      remoteDebuggingEnabled: false
      ipSecurityRestrictionsDefaultAction: empty(callers) ? 'Allow' : 'Deny'
      ipSecurityRestrictions: [
        for (caller, i) in allowed: {
          name: caller.name
          ipAddress: caller.addresses
          tag: contains(caller.addresses, '/') ? 'Default' : 'ServiceTag'
          headers: caller.?frontDoorId == null ? {} : { 'x-azure-fdid': [caller.?frontDoorId ?? ''] }
          action: 'Allow'
          priority: 100 + i
        }
      ]
      // Deployments come from other addresses than partners do, and need an Entra token.
      scmIpSecurityRestrictionsUseMain: false
      scmIpSecurityRestrictionsDefaultAction: 'Allow'
      appSettings: [for setting in items(settings): { name: setting.key, value: setting.value }]
    }
  }

  @description('No publishing by FTP with a password, even if the plan allowed it.')
  resource noFtpPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  @description('No publishing to the deployment site with a password: it takes Entra tokens.')
  resource noDeploymentPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
    // Azure changes only one of these policies at a time.
    dependsOn: [noFtpPasswords]
  }
}

// Its logs go to Application Insights. Sending them here too would cost twice.
#disable-next-line use-recent-api-versions
resource appMetrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('The name.')
output name string = app.name

@description('The host name.')
output hostName string = app.properties.defaultHostName
