using System.Text;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Encryption.Kms.Protocol;
using MiniKube.ApiServer.Tests.Support;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Tests.Encryption;

/// <summary>A key management plug-in behind its socket, on a clock that the test moves.</summary>
public sealed class KmsTests : IAsyncLifetime
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";

    private readonly string _directory = Directory.CreateTempSubdirectory("kms").FullName;
    private KmsPlugin _plugin = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _plugin = await KmsPlugin.StartAsync(Path.Combine(_directory, "kms.sock"), Token);
        await File.WriteAllTextAsync(Configuration, $$"""
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources: [{resources: [secrets], providers: [{kms: {apiVersion: v2, name: vault, endpoint: "unix://{{_directory}}/kms.sock", timeout: 24h} }]}]
            """, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _plugin.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private string Configuration => Path.Combine(_directory, "encryption.yaml");

    [Fact]
    public async Task Values_are_encrypted_by_a_seed_that_the_plugin_encrypts_and_is_asked_for_once()
    {
        await using var cluster = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await cluster.CreateAsync(Secrets, $$"""{"metadata":{"name":"s{{i}}"},"stringData":{"a":"hunter2"} }""");
        }

        (await KeptAsync(cluster, "s0")).Should().StartWith("k8s:enc:kms:v2:vault:").And.NotContain("hunter2").And.Contain("note.example.com");
        (await cluster.GetAsync($"{Secrets}/s0")).Json["data"]!["a"]!.GetValue<string>().Should().Be("aHVudGVyMg==");
        _plugin.Decryptions.Should().Be(0);
    }

    [Fact]
    public async Task Another_server_asks_the_plugin_once_for_each_seed()
    {
        await using var cluster = await StartAsync();
        await cluster.CreateAsync(Secrets, """{"metadata":{"name":"a"},"stringData":{"a":"b"}}""");
        await cluster.CreateAsync(Secrets, """{"metadata":{"name":"b"},"stringData":{"a":"b"}}""");
        await using var second = await SecondServerAsync(cluster);
        using var http = new HttpClient(second.CreateInProcessHandler(UserInfo.Authenticated("t", UserInfo.MastersGroup))) { BaseAddress = new Uri("https://in-process") };

        var list = await http.GetStringAsync(Secrets, Token);

        list.Should().Contain("\"a\":\"Yg==\"");
        _plugin.Decryptions.Should().Be(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_rotated_key_encrypts_from_the_next_minute_on_and_what_was_before_is_read_and_made_anew()
    {
        await using var cluster = await StartAsync();
        var made = await cluster.CreateAsync(Secrets, """{"metadata":{"name":"s"},"stringData":{"a":"b"}}""");
        _plugin.Rotate("2");
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(async attempt =>
        {
            await cluster.CreateAsync(Secrets, $$"""{"metadata":{"name":"probe-{{attempt}}"} }""");
            return await KeyOfAsync(cluster, $"probe-{attempt}") == "2";
        });

        var written = await cluster.PutAsync($"{Secrets}/s", made);

        written.Code.Should().Be(200, "{0}", written.Text);
        written.ResourceVersion.Should().NotBe(made["metadata"]!["resourceVersion"]!.GetValue<string>());
        (await KeyOfAsync(cluster, "s")).Should().Be("2");
        (await cluster.PutAsync($"{Secrets}/s", written.Json)).ResourceVersion.Should().Be(written.ResourceVersion);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_plugin_that_is_not_well_makes_the_server_not_ready_and_after_three_minutes_nothing_is_encrypted()
    {
        await using var cluster = await StartAsync();
        await cluster.CreateAsync(Secrets, """{"metadata":{"name":"s"},"stringData":{"a":"b"}}""");
        (await cluster.GetAsync("/readyz/kms-providers")).Code.Should().Be(200);
        await PassAsync(cluster, TimeSpan.FromMinutes(1), "the vault is sealed");

        (await cluster.GetAsync("/livez")).Code.Should().Be(200);
        (await cluster.PostAsync(Secrets, """{"metadata":{"name":"still"}}""")).Code.Should().Be(201);
        for (var seconds = 10; seconds <= 120; seconds += 10)
        {
            await PassAsync(cluster, TimeSpan.FromSeconds(10), $"the vault is sealed for {seconds} s more");
        }

        var refused = await cluster.PostAsync(Secrets, """{"metadata":{"name":"late"}}""");
        refused.Code.Should().Be(500);
        refused.Message.Should().Contain("the vault is sealed");
        (await cluster.GetAsync($"{Secrets}/s")).Code.Should().Be(200);
        _plugin.Health = "ok";
        cluster.Time.Advance(TimeSpan.FromSeconds(10));
        await UntilAsync(async _ => (await cluster.PostAsync(Secrets, """{"metadata":{"name":"again"}}""")).Code == 201);
    }

    private Task<ApiCluster> StartAsync() => ApiCluster.StartAsync(options => options with { Encryption = new() { ConfigurationFile = Configuration } });

    private Task<ApiServerHost> SecondServerAsync(ApiCluster cluster)
    {
        var random = new SeededRandomSource(99);
        var services = new ApiServerServices(cluster.Time, random, new RandomUidSource(random), Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        return ApiServerHost.StartAsync(new ApiServerOptions { Serve = false, Encryption = new() { ConfigurationFile = Configuration } }, cluster.Store, services, Token);
    }

    /// <summary>Lets the time of the next look come, and waits until the server says what the look has found: then the one after is set.</summary>
    private async Task PassAsync(ApiCluster cluster, TimeSpan untilLook, string health)
    {
        _plugin.Health = health;
        cluster.Time.Advance(untilLook);
        await UntilAsync(async _ => (await cluster.GetAsync("/readyz/kms-providers")).Text.Contains(health, StringComparison.Ordinal));
    }

    /// <summary>Tries until it holds: the plug-in answers over a real socket, in its own time.</summary>
    private static async Task UntilAsync(Func<int, Task<bool>> holds)
    {
        for (var attempt = 0; !await holds(attempt); attempt++)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task<string> KeptAsync(ApiCluster cluster, string name)
    {
        var found = await cluster.Store.RangeAsync(new RangeRequest(KeyRange.Single(Key.From($"/registry/secrets/default/{name}"))), Token);
        return Encoding.Latin1.GetString(found.Items[0].Value.Span);
    }

    /// <summary>The plug-in's key that a kept value names. Read as what it is: two given bytes stand in random ones now and then.</summary>
    private static async Task<string> KeyOfAsync(ApiCluster cluster, string name)
    {
        var kept = Encoding.Latin1.GetBytes(await KeptAsync(cluster, name));
        return EncryptedObject.Parser.ParseFrom(kept.AsSpan("k8s:enc:kms:v2:vault:".Length)).KeyId;
    }
}
