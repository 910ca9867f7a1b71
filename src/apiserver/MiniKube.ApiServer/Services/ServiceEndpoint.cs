namespace MiniKube.ApiServer.Services;

/// <summary>One place where a port of a Service is answered.</summary>
/// <param name="Address">Of the pod.</param>
/// <param name="Port">Of TCP.</param>
/// <param name="Pod">Its name; empty when somebody wrote the address by hand.</param>
internal sealed record ServiceEndpoint(string Address, int Port, string Pod);
