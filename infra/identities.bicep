targetScope = 'resourceGroup'

metadata name = 'Identities of PleoFunctions'
metadata description = 'The app\'s identity and the deployer. An owner deploys them once, into a resource group of their own, where the deployer can change nothing.'

import { tagsType } from 'types.bicep'

@minLength(1)
@maxLength(12)
@description('The environment: part of names and tags.')
param environmentName string

@description('The region.')
param location string = resourceGroup().location

@description('The resource group of the app.')
param appGroup string

@minLength(7)
@maxLength(200)
@description('The GitHub repository that deploys, with its ids: <owner>@<id>/<repository>@<id>. Leave out to deploy by hand.')
param repository string?

@description('The tags of every resource.')
var tags tagsType = { application: 'PleoFunctions', environment: environmentName }

// Names without ids can be taken over by another owner, and newer repositories do not send them:
// https://docs.github.com/actions/reference/security/oidc#immutable-subject-claims
@description('The repository, checked.')
var trusted = repository == null || length(split(repository ?? '', '@')) == 3
  ? (repository ?? '')
  : fail('repository \'${repository}\' has no ids; expected <owner>@<id>/<repository>@<id>')

@description('The identity of the app. The deployer cannot federate it, because it is not in the app\'s group.')
resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-pleo-${environmentName}'
  location: location
  tags: tags
}

@description('An identity that is made again has another principal id, and none of its roles.')
resource appLock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep-identity'
  scope: app
  properties: { level: 'CanNotDelete', notes: 'The app loses vault, ledger and telemetry without it.' }
}

@description('The identity with which GitHub deploys.')
resource deployer 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = if (repository != null) {
  name: 'id-deploy-${environmentName}'
  location: location
  tags: tags

  resource github 'federatedIdentityCredentials' = {
    name: 'github'
    properties: {
      issuer: 'https://token.actions.githubusercontent.com'
      audiences: ['api://AzureADTokenExchange']
      subject: 'repo:${trusted}:environment:${environmentName}'
    }
  }
}

module assignment 'modules/identity-operator.bicep' = if (repository != null) {
  params: {
    identityName: app.name
    // What-if cannot know it before the first deployment.
    #disable-next-line what-if-short-circuiting
    principalId: deployer!.properties.principalId
  }
}

module deployment 'modules/deployer.bicep' = if (repository != null) {
  scope: resourceGroup(appGroup)
  params: {
    #disable-next-line what-if-short-circuiting
    principalId: deployer!.properties.principalId
    appPrincipalId: app.properties.principalId
  }
}

@description('The object id of the app\'s identity, for the parameter identity of main.bicep.')
output principalId string = app.properties.principalId

@description('The client id with which GitHub signs in, for the variable AZURE_CLIENT_ID.')
output deployerClientId string = repository == null ? '' : deployer!.properties.clientId
