namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>The next step on the way to the function.</summary>
public delegate Task FunctionExecutionDelegate(FunctionContext context);
