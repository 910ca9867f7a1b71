using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>Resource endpoints that do what a test says, by resource; others answer with what they were asked.</summary>
internal sealed class ScriptedEndpoints : IResourceEndpoints
{
    private readonly ConcurrentDictionary<string, Func<HttpContext, RequestInfo, Task>> _scripts = new(StringComparer.Ordinal);

    public void On(string resource, Func<HttpContext, RequestInfo, Task> script) => _scripts[resource] = script;

    public Task HandleAsync(HttpContext context, RequestInfo request)
    {
        var script = _scripts.GetValueOrDefault($"{request.Resource}/{request.Subresource}") ?? _scripts.GetValueOrDefault(request.Resource);
        return script is not null
            ? script(context, request)
            : Answer.TextAsync(context, StatusCodes.Status200OK, $"{request.Verb} {request.GroupVersionResource} {request.Namespace}/{request.Name} as {context.Caller.Name}");
    }
}
