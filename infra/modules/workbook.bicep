import { tagsType } from '../types.bicep'

@description('The title of the workbook.')
param displayName string

@description('The region.')
param location string

@description('Tags.')
param tags tagsType

@description('The workspace to query.')
param workspaceId string

@description('A chart or table, and its query.')
type pictureType = {
  @description('The title above it.')
  title: string

  @description('The query, in KQL.')
  query: string

  @description('The kind of chart.')
  drawnAs: 'areachart' | 'barchart' | 'linechart' | 'stackedcolumn' | 'table' | 'tiles'

  @description('Its share of the width, in percent.')
  width: '33' | '50' | '67' | '100'
}

@description('The charts, from the top.')
var pictures pictureType[] = [
  {
    title: 'Deliveries'
    query: loadTextContent('../queries/workbook/deliveries-over-time.kql')
    drawnAs: 'stackedcolumn'
    width: '67'
  }
  {
    title: 'By partner and outcome'
    query: loadTextContent('../queries/workbook/deliveries-by-partner.kql')
    drawnAs: 'table'
    width: '33'
  }
  {
    title: 'Problems, by code'
    query: loadTextContent('../queries/workbook/problems-over-time.kql')
    drawnAs: 'linechart'
    width: '100'
  }
  {
    title: 'Open deliveries: age of the oldest (min)'
    query: loadTextContent('../queries/workbook/open-age.kql')
    drawnAs: 'linechart'
    width: '67'
  }
  {
    title: 'Open deliveries by state'
    query: loadTextContent('../queries/workbook/open-by-state.kql')
    drawnAs: 'table'
    width: '33'
  }
  {
    title: 'Deliveries that recovery ran or gave up'
    query: loadTextContent('../queries/workbook/recoveries-over-time.kql')
    drawnAs: 'stackedcolumn'
    width: '100'
  }
  {
    title: 'Time to answer: median, 95th and 99th percentile (ms)'
    query: loadTextContent('../queries/workbook/latency.kql')
    drawnAs: 'linechart'
    width: '67'
  }
  {
    title: 'Duration by outcome (s)'
    query: loadTextContent('../queries/workbook/duration-by-outcome.kql')
    drawnAs: 'table'
    width: '33'
  }
  {
    title: 'Calls to Pleo, installations created and updated, replays and reconciliations'
    query: loadTextContent('../queries/workbook/retries-and-replays.kql')
    drawnAs: 'linechart'
    width: '100'
  }
  {
    title: 'Secrets: where they came from'
    query: loadTextContent('../queries/workbook/secret-lookups.kql')
    drawnAs: 'areachart'
    width: '67'
  }
  {
    title: 'Secrets from the cache (%)'
    query: loadTextContent('../queries/workbook/secret-hit-share.kql')
    drawnAs: 'tiles'
    width: '33'
  }
  {
    title: 'Ledger operations'
    query: loadTextContent('../queries/workbook/ledger.kql')
    drawnAs: 'areachart'
    width: '100'
  }
]

// The numbers are those of the workbook format. An item is text (1), a query (3) or parameters (9). A query reads logs
// (0). A parameter is a time range (4) or a list (2).
@description('The parameters: the time, and the partners.')
var choices = {
  type: 9
  name: 'choices'
  content: {
    version: 'KqlParameterItem/1.0'
    style: 'pills'
    queryType: 0
    resourceType: 'microsoft.operationalinsights/workspaces'
    crossComponentResources: [workspaceId]
    parameters: [
      {
        id: guid(workspaceId, 'TimeRange')
        version: 'KqlParameterItem/1.0'
        name: 'TimeRange'
        label: 'Time'
        type: 4
        isRequired: true
        value: { durationMs: 86400000 }
        typeSettings: {
          selectableValues: [
            { durationMs: 3600000 }
            { durationMs: 14400000 }
            { durationMs: 86400000 }
            { durationMs: 604800000 }
            { durationMs: 2592000000 }
          ]
        }
      }
      {
        id: guid(workspaceId, 'Partner')
        version: 'KqlParameterItem/1.0'
        name: 'Partner'
        type: 2
        isRequired: true
        multiSelect: true
        quote: '"'
        delimiter: ','
        query: loadTextContent('../queries/workbook/partners.kql')
        queryType: 0
        resourceType: 'microsoft.operationalinsights/workspaces'
        crossComponentResources: [workspaceId]
        timeContextFromParameter: 'TimeRange'
        value: ['value::all']
        typeSettings: { additionalResourceOptions: ['value::all'], selectAllValue: '*' }
      }
    ]
  }
}

@description('The charts in the workbook format.')
var drawn = [
  for (picture, i) in pictures: {
    type: 3
    name: 'picture-${i}'
    customWidth: picture.width
    content: {
      version: 'KqlItem/1.0'
      title: picture.title
      query: picture.query
      size: 0
      queryType: 0
      resourceType: 'microsoft.operationalinsights/workspaces'
      crossComponentResources: [workspaceId]
      timeContextFromParameter: 'TimeRange'
      visualization: picture.drawnAs
    }
  }
]

@description('Where to read on.')
var words = {
  type: 1
  name: 'words'
  content: { json: 'How to read these charts: docs/operations.md, "Reading the workbook".' }
}

@description('The workbook.')
resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'onboarding')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    category: 'workbook'
    sourceId: workspaceId
    version: 'Notebook/1.0'
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat([choices], drawn, [words])
      fallbackResourceIds: [workspaceId]
    })
  }
}
