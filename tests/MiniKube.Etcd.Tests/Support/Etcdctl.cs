using System.Text.Json;
using MiniKube.RealParts;

namespace MiniKube.Etcd.Tests.Support;

/// <summary>Debian's etcdctl, as an operator calls it.</summary>
internal sealed class Etcdctl(Uri address, CancellationToken cancellationToken, params string[] always)
{
    private static readonly Dictionary<string, string> Environment = new() { ["ETCDCTL_API"] = "3" };

    public Task<CommandResult> RunAsync(params string[] arguments) => RunWithInputAsync(null, arguments);

    public Task<CommandResult> RunWithInputAsync(string? input, params string[] arguments) => Command.RunAsync(
        Parts.Etcdctl,
        ["--endpoints", address.GetLeftPart(UriPartial.Authority), .. always, .. arguments],
        cancellationToken,
        Environment,
        input);

    /// <summary>The lines that it printed; it must have succeeded.</summary>
    public async Task<string[]> LinesAsync(params string[] arguments) =>
        (await RunAsync(arguments)).Must().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        using var document = JsonDocument.Parse((await RunAsync([.. arguments, "-w", "json"])).Must());
        return document.RootElement.Clone();
    }
}
