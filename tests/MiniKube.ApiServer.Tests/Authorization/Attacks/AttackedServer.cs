using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Tests.Audit;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authorization.Attacks;

/// <summary>
/// A whole server behind TLS that records all requests, with those who attack it: <c>mallory</c> may view in one namespace and write in another, the node
/// <c>n1</c> has no pods, the account <c>robot</c> has a token of its own namespace.
/// </summary>
public sealed class AttackedServer : IAsyncLifetime
{
    private readonly AuditTrail _trail = new();
    private readonly Dictionary<string, HttpClient> _clients = [];
    private ApiCluster _cluster = null!;
    private int _sent;

    internal string RobotToken { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var audit = _trail.Options("rules: [{level: Metadata}]");
        _cluster = await ApiCluster.StartAsync(options => options with { Serve = true, Port = 0, Audit = audit });
        foreach (var ns in (string[])["mine", "writable", "kube-system"])
        {
            await _cluster.PostAsync("/api/v1/namespaces", $$"""{"metadata":{"name":"{{ns}}"} }""");
        }

        await _cluster.CreateAsync("/api/v1/namespaces/writable/serviceaccounts", """{"metadata":{"name":"default"}}""");
        await _cluster.BindAsync("mallory", "view", "mine");
        await _cluster.BindAsync("mallory", "edit", "writable");
        await _cluster.CreateClusterRoleAsync("definer", """[{"apiGroups":["apiextensions.k8s.io"],"resources":["customresourcedefinitions"],"verbs":["create"]}]""");
        await _cluster.BindAsync("mallory", "definer");
        await _cluster.CreateAsync("/api/v1/namespaces/writable/configmaps", """{"metadata":{"name":"there"}}""");
        await _cluster.CreateAsync("/api/v1/namespaces/kube-system/secrets", """{"metadata":{"name":"s"}}""");
        await _cluster.CreateAsync("/api/v1/namespaces/mine/serviceaccounts", """{"metadata":{"name":"robot"}}""");
        await _cluster.BindAsync("system:serviceaccount:mine:robot", "view", "mine");
        RobotToken = (await _cluster.CreateAsync("/api/v1/namespaces/mine/serviceaccounts/robot/token", "{}")).Child("status").Text("token");
        await RefuseFloodsAsync();
        _clients["mallory"] = Connect(_cluster.Host.Certificates.IssueClient("mallory", []));
        _clients["flooder"] = Connect(_cluster.Host.Certificates.IssueClient("flooder", []));
        _clients["n1"] = Connect(_cluster.Host.Certificates.IssueClient("system:node:n1", ["system:nodes"]));
        _clients["nobody"] = Connect(null);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        await _cluster.DisposeAsync();
        _trail.Dispose();
    }

    /// <summary>Sends an attack exactly as it is written, and gives what was answered and what was recorded of it.</summary>
    internal async Task<(ApiAnswer Answer, JsonObject Recorded)> SendAsync(string attacker, Attack attack)
    {
        var id = $"attack-{Interlocked.Increment(ref _sent)}";
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var target = new Uri(_cluster.Host.Address!.GetLeftPart(UriPartial.Authority) + attack.Path, options);
        using var request = new HttpRequestMessage(new HttpMethod(attack.Method), target) { Version = HttpVersion.Version11 };
        request.Headers.TryAddWithoutValidation("Audit-Id", id);
        foreach (var (name, value) in attack.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (attack.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", attack.ContentType);
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", attack.ContentEncoding);
        }

        using var response = await _clients[attacker].SendAsync(request, Token);
        var answer = new ApiAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token), []);
        return (answer, await RecordedAsync(id));
    }

    /// <summary>What is allowed is still answered.</summary>
    internal async Task CheckIsUpAsync()
    {
        var (answer, recorded) = await SendAsync("mallory", new Attack("/api/v1/namespaces/mine/pods"));
        answer.Code.Should().Be(200, answer.Text);
        recorded.Child("annotations").Text("authorization.k8s.io/decision").Should().Be("allow");
    }

    /// <summary>The record of the end of a request; it may be written a moment after the answer has come.</summary>
    private async Task<JsonObject> RecordedAsync(string id)
    {
        while (true)
        {
            await using var file = new FileStream(_trail.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            var text = await reader.ReadToEndAsync(Token);
            var ends = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line.Contains($"\"{id}\"", StringComparison.Ordinal) && !line.Contains("\"RequestReceived\"", StringComparison.Ordinal));
            if (ends.FirstOrDefault() is { } found)
            {
                return JsonNode.Parse(found)!.AsObject();
            }

            await Task.Yield();
        }
    }

    /// <summary>A level without seats: what a flood's requests find when all are taken.</summary>
    private async Task RefuseFloodsAsync()
    {
        const string Group = "/apis/flowcontrol.apiserver.k8s.io/v1";
        await _cluster.CreateAsync(
            $"{Group}/prioritylevelconfigurations",
            """{"metadata":{"name":"floods"},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":0,"limitResponse":{"type":"Reject"}}}}""");
        using var watch = await _cluster.WatchAsync($"{Group}/flowschemas?fieldSelector=metadata.name=floods");
        await _cluster.CreateAsync(
            $"{Group}/flowschemas",
            """{"metadata":{"name":"floods"},"spec":{"priorityLevelConfiguration":{"name":"floods"},"rules":[{"subjects":[{"kind":"User","user":{"name":"flooder"}}],"resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"namespaces":["*"],"clusterScope":true}]}]}}""");
        while (!(await watch.NextAsync())!.Object.Child("status").Objects("conditions").Any(condition => condition.Text("reason") == "Found"))
        {
        }
    }

    private HttpClient Connect(KeyedCertificate? certificate)
    {
        var handler = new SocketsHttpHandler();
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(X509Certificate2.CreateFromPem(_cluster.Host.Certificates.AuthorityPem));
        handler.SslOptions.CertificateChainPolicy = trust;
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate.ToCertificate()];
        }

        return new HttpClient(handler);
    }
}
