using System.Text.Json.Nodes;
using MiniKube.ApiServer.Audit;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Audit;

/// <summary>What a server writes into its audit log while a test asks it things. Deletes the files.</summary>
internal sealed class AuditTrail : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("audit").FullName;

    public string PolicyFile => Path.Combine(_directory, "policy.yaml");

    public string LogFile => Path.Combine(_directory, "audit.log");

    /// <param name="rules">The rules of the policy, as YAML.</param>
    public AuditOptions Options(string rules)
    {
        File.WriteAllText(PolicyFile, $"apiVersion: audit.k8s.io/v1\nkind: Policy\n{rules}");
        return new AuditOptions { PolicyFile = PolicyFile, LogPath = LogFile };
    }

    /// <summary>Runs requests against a server until it has stopped, and gives what was recorded of what they were about.</summary>
    public static async Task<IReadOnlyList<JsonObject>> OfAsync(string rules, Func<ApiCluster, Task> requests)
    {
        using var trail = new AuditTrail();
        var options = trail.Options(rules);
        await using (var cluster = await ApiCluster.StartAsync(server => server with { Audit = options }))
        {
            await requests(cluster);
        }

        return trail.Events();
    }

    public IReadOnlyList<JsonObject> Events() => [.. File.ReadLines(LogFile).Select(line => JsonNode.Parse(line)!.AsObject())];

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
