using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>A watch that is open; reads its events one by one.</summary>
internal sealed class ApiWatch(HttpResponseMessage response, Stream stream) : IDisposable
{
    private readonly StreamReader _lines = new(stream);

    /// <summary>The next event; null at the end of the stream.</summary>
    public async Task<ApiWatchEvent?> NextAsync()
    {
        var line = await _lines.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is null)
        {
            return null;
        }

        var root = JsonNode.Parse(line)!.AsObject();
        return new ApiWatchEvent(root["type"]!.GetValue<string>(), root["object"]!.AsObject());
    }

    public async Task<IReadOnlyList<ApiWatchEvent>> TakeAsync(int count)
    {
        var events = new List<ApiWatchEvent>();
        while (events.Count < count && await NextAsync() is { } next)
        {
            events.Add(next);
        }

        return events;
    }

    public void Dispose()
    {
        _lines.Dispose();
        response.Dispose();
    }
}
