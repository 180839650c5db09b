import { appRoles, deployerRoles } from '../roles.bicep'

@description('The object id of the deployer\'s identity.')
param principalId string

@description('The object id of the app\'s identity.')
param appPrincipalId string

@description('The app\'s roles, as a condition lists them.')
var roleIds = join(map(items(appRoles), role => role.value), ', ')

// The form is Microsoft's: https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
@description('What the deployer may do with role assignments: give and remove the app\'s roles, for the app only.')
var onlyTheApp = join(
  map(
    [
      { action: 'write', source: 'Request' }
      { action: 'delete', source: 'Resource' }
    ],
    it =>
      '((!(ActionMatches{\'Microsoft.Authorization/roleAssignments/${it.action}\'})) OR (@${it.source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${roleIds}} AND @${it.source}[Microsoft.Authorization/roleAssignments:PrincipalId] ForAnyOfAnyValues:GuidEquals {${appPrincipalId}}))'
  ),
  ' AND '
)

@description('Change all resources of the app\'s group, but no roles and no locks.')
resource contribute 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, principalId, deployerRoles.contributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', deployerRoles.contributor)
  }
}

@description('Give the app its roles.')
resource assignRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, principalId, deployerRoles.roleBasedAccessControlAdministrator)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      deployerRoles.roleBasedAccessControlAdministrator
    )
    conditionVersion: '2.0'
    condition: onlyTheApp
  }
}
