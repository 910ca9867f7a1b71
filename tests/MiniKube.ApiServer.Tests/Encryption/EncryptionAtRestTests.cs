using System.Text;
using MiniKube.ApiServer.Tests.Support;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Tests.Encryption;

/// <summary>What is kept, and what of it can be read back, while the configuration changes.</summary>
public sealed class EncryptionAtRestTests : IAsyncLifetime
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private const string K1 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private const string K2 = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    private const string Plain = "{identity: {} }";
    private const string Gcm1 = $"{{aesgcm: {{keys: [{{name: k1, secret: {K1} }}]}} }}";
    private const string Gcm2 = $"{{aesgcm: {{keys: [{{name: k2, secret: {K2} }}]}} }}";

    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("enc").FullName, "encryption.yaml");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(Gcm1, "k8s:enc:aesgcm:v1:k1:")]
    [InlineData($"{{aescbc: {{keys: [{{name: k1, secret: {K1} }}]}} }}", "k8s:enc:aescbc:v1:k1:")]
    [InlineData($"{{secretbox: {{keys: [{{name: k1, secret: {K1} }}]}} }}", "k8s:enc:secretbox:v1:k1:")]
    public async Task What_is_named_is_kept_encrypted_and_read_as_it_was_written(string provider, string prefix)
    {
        await using var cluster = await StartAsync("secrets", provider);
        using var watch = await cluster.WatchAsync(Secrets);

        var made = await cluster.CreateAsync(Secrets, """{"metadata":{"name":"s","labels":{"a":"b"}},"stringData":{"password":"hunter2"}}""");
        await cluster.CreateAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"c"},"data":{"plain":"text"}}""");

        (await KeptAsync(cluster, "secrets/default/s")).Should().StartWith(prefix).And.NotContain("hunter2").And.NotContain("password");
        (await KeptAsync(cluster, "configmaps/default/c")).Should().Contain("text");
        (await cluster.GetAsync($"{Secrets}/s")).Json.ToJsonString().Should().Be(made.ToJsonString());
        (await cluster.GetAsync($"{Secrets}?labelSelector=a%3Db")).Items.Should().ContainSingle().Which["data"]!["password"]!.GetValue<string>().Should().Be("aHVudGVyMg==");
        (await watch.NextAsync())!.Object.ToJsonString().Should().Be(made.ToJsonString());
        (await cluster.DeleteAsync($"{Secrets}/s")).Code.Should().Be(200);
        (await watch.NextAsync())!.Object["data"]!["password"]!.GetValue<string>().Should().Be("aHVudGVyMg==");
    }

    [Fact]
    public async Task A_write_that_changes_nothing_writes_nothing_while_the_key_is_the_same()
    {
        await using var cluster = await StartAsync("secrets", Gcm1);
        var made = await cluster.CreateAsync(Secrets, """{"metadata":{"name":"s"}}""");

        var again = await cluster.PutAsync($"{Secrets}/s", made);

        again.ResourceVersion.Should().Be(made["metadata"]!["resourceVersion"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(Plain, $"{Gcm1}, {Plain}", "k8s:enc:aesgcm:v1:k1:")]
    [InlineData(Gcm1, $"{Gcm2}, {Gcm1}", "k8s:enc:aesgcm:v1:k2:")]
    [InlineData(Gcm1, $"{{aesgcm: {{keys: [{{name: k2, secret: {K2} }}, {{name: k1, secret: {K1} }}]}} }}", "k8s:enc:aesgcm:v1:k2:")]
    [InlineData(Gcm1, $"{Plain}, {Gcm1}", "\u0001")]
    public async Task Writing_back_what_was_read_makes_it_by_the_first_key(string before, string after, string prefix)
    {
        await using var cluster = await StartAsync("secrets", before);
        var made = await cluster.CreateAsync(Secrets, """{"metadata":{"name":"s"},"stringData":{"a":"b"}}""");
        await ReplaceAsync(cluster, "secrets", after, prefix);

        // As kubectl get secrets -A -o json | kubectl replace -f - does.
        var list = await cluster.GetAsync("/api/v1/secrets");
        var written = await cluster.PutAsync($"{Secrets}/s", list.Items.Single(item => item["metadata"]!["name"]!.GetValue<string>() == "s"));

        written.Code.Should().Be(200, "{0}", written.Text);
        written.ResourceVersion.Should().NotBe(made["metadata"]!["resourceVersion"]!.GetValue<string>());
        (await KeptAsync(cluster, "secrets/default/s")).Should().StartWith(prefix);
        var again = await cluster.PutAsync($"{Secrets}/s", written.Json);
        again.ResourceVersion.Should().Be(written.ResourceVersion);
        written.Json["data"]!.ToJsonString().Should().Be("""{"a":"Yg=="}""");
    }

    [Fact]
    public async Task What_no_key_can_read_is_an_error_that_says_so()
    {
        await using var cluster = await StartAsync("secrets", Gcm1);
        await cluster.CreateAsync(Secrets, """{"metadata":{"name":"s"},"stringData":{"a":"b"}}""");
        await ReplaceAsync(cluster, "secrets", Gcm2, "k8s:enc:aesgcm:v1:k2:");

        var answer = await cluster.GetAsync($"{Secrets}/s");

        answer.Code.Should().Be(500);
        answer.Message.Should().Contain("give back the key that it was made by");
    }

    [Fact]
    public async Task Wildcards_name_what_they_say_and_the_first_that_fits_counts()
    {
        await File.WriteAllTextAsync(_file, $$"""
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
            - {resources: [configmaps], providers: [{{Plain}}]}
            - {resources: ["*.apps"], providers: [{{Gcm1}}]}
            - {resources: ["*.*"], providers: [{{Gcm2}}, {{Plain}}]}
            """, Token);
        await using var cluster = await ApiCluster.StartAsync(options => options with { Encryption = new() { ConfigurationFile = _file } });
        await cluster.CreateAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"c"}}""");
        await cluster.CreateAsync(Secrets, """{"metadata":{"name":"s"}}""");
        await cluster.CreateAsync("/apis/apps/v1/namespaces/default/controllerrevisions", """{"metadata":{"name":"r"},"revision":1}""");

        (await KeptAsync(cluster, "configmaps/default/c")).Should().StartWith("\u0001");
        (await KeptAsync(cluster, "secrets/default/s")).Should().StartWith("k8s:enc:aesgcm:v1:k2:");
        (await KeptAsync(cluster, "apps/controllerrevisions/default/r")).Should().StartWith("k8s:enc:aesgcm:v1:k1:");
        (await KeptAsync(cluster, "rbac.authorization.k8s.io/clusterroles/cluster-admin")).Should().StartWith("k8s:enc:aesgcm:v1:k2:");
        (await cluster.GetAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-admin")).Code.Should().Be(200);
    }

    [Fact]
    public async Task A_value_that_somebody_copied_over_another_is_not_read()
    {
        await using var cluster = await StartAsync("secrets", Gcm1);
        await cluster.CreateAsync(Secrets, """{"metadata":{"name":"theirs"},"stringData":{"a":"b"}}""");
        await cluster.CreateAsync(Secrets, """{"metadata":{"name":"mine"}}""");
        var theirs = (await cluster.Store.RangeAsync(new RangeRequest(KeyRange.Single(Key.From("/registry/secrets/default/theirs"))), Token)).Items[0].Value;
        await cluster.Store.CommitAsync(new Transaction { Success = [new Operation.Put(Key.From("/registry/secrets/default/mine"), theirs)] }, Token);

        (await cluster.GetAsync($"{Secrets}/mine")).Code.Should().Be(500);
    }

    [Fact]
    public async Task A_file_that_becomes_wrong_changes_nothing()
    {
        await using var cluster = await StartAsync("secrets", Gcm1);
        await File.WriteAllTextAsync(_file + ".new", "nonsense", Token);
        File.Move(_file + ".new", _file, overwrite: true);

        await cluster.CreateAsync(Secrets, """{"metadata":{"name":"s"}}""");

        (await KeptAsync(cluster, "secrets/default/s")).Should().StartWith("k8s:enc:aesgcm:v1:k1:");
    }

    private static string Configuration(string resources, string providers) =>
        $"apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources: [{{resources: [{resources}], providers: [{providers}]}}]\n";

    private async Task<ApiCluster> StartAsync(string resources, string providers)
    {
        await File.WriteAllTextAsync(_file, Configuration(resources, providers), Token);
        return await ApiCluster.StartAsync(options => options with { Encryption = new() { ConfigurationFile = _file, IsReloaded = true } });
    }

    /// <summary>Puts another configuration in force: how a new value is kept tells when it is.</summary>
    private async Task ReplaceAsync(ApiCluster cluster, string resources, string providers, string prefix)
    {
        await File.WriteAllTextAsync(_file + ".new", Configuration(resources, providers), Token);
        File.Move(_file + ".new", _file, overwrite: true);
        const int TriesMax = 5000;
        for (var tries = 0; ; tries++)
        {
            tries.Should().BeLessThan(TriesMax);
            await cluster.CreateAsync(Secrets, $$"""{"metadata":{"name":"probe-{{tries}}"} }""");
            if ((await KeptAsync(cluster, $"secrets/default/probe-{tries}")).StartsWith(prefix, StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    private static async Task<string> KeptAsync(ApiCluster cluster, string key)
    {
        var found = await cluster.Store.RangeAsync(new RangeRequest(KeyRange.Single(Key.From($"/registry/{key}"))), Token);
        return Encoding.Latin1.GetString(found.Items[0].Value.Span);
    }
}
