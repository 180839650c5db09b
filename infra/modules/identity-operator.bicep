import { deployerRoles } from '../roles.bicep'

@description('The app\'s identity.')
param identityName string

@description('The object id of the deployer\'s identity.')
param principalId string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

@description('Give the identity to the app; not change or federate it.')
resource assignIdentity 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(identity.id, principalId, deployerRoles.managedIdentityOperator)
  scope: identity
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      deployerRoles.managedIdentityOperator
    )
  }
}
