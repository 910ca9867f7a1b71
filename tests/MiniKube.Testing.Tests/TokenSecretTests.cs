using System.Text;
using k8s;
using k8s.Models;

namespace MiniKube.Testing.Tests;

/// <summary>Tokens of service accounts that are kept in Secrets, as people still make them for what runs outside.</summary>
public sealed class TokenSecretTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0 }, Token);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task A_secret_of_an_account_is_filled_and_its_token_works_until_the_secret_is_gone()
    {
        await MakeAccountAsync("robot");
        await MakeSecretAsync("robot-token", "robot");

        var secret = await FilledAsync("robot-token");

        Encoding.UTF8.GetString(secret.Data["namespace"]).Should().Be("default");
        Encoding.UTF8.GetString(secret.Data["ca.crt"]).Should().StartWith("-----BEGIN CERTIFICATE-----");
        secret.GetAnnotation("kubernetes.io/service-account.uid").Should().Be((await _cluster.Client.CoreV1.ReadNamespacedServiceAccountAsync("robot", "default", cancellationToken: Token)).Metadata.Uid);
        var token = Encoding.ASCII.GetString(secret.Data["token"]);
        (await WhoAsync(token)).Should().Be("system:serviceaccount:default:robot");

        await _cluster.Client.CoreV1.DeleteNamespacedSecretAsync("robot-token", "default", cancellationToken: Token);
        (await WhoAsync(token)).Should().BeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_token_that_its_secret_does_not_hold_is_worth_nothing()
    {
        await MakeAccountAsync("robot");
        await MakeSecretAsync("robot-token", "robot");
        var secret = await FilledAsync("robot-token");
        var token = Encoding.ASCII.GetString(secret.Data["token"]);

        secret.Metadata.Labels = new Dictionary<string, string> { ["kubernetes.io/legacy-token-invalid-since"] = "2026-01-01" };
        secret = await _cluster.Client.CoreV1.ReplaceNamespacedSecretAsync(secret, "robot-token", "default", cancellationToken: Token);
        (await WhoAsync(token)).Should().BeNull();

        secret.Metadata.Labels = null;
        secret.Data["token"] = Encoding.ASCII.GetBytes("another");
        await _cluster.Client.CoreV1.ReplaceNamespacedSecretAsync(secret, "robot-token", "default", cancellationToken: Token);
        (await WhoAsync(token)).Should().BeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task The_secrets_of_an_account_go_with_it_and_one_for_no_account_goes_at_once()
    {
        await MakeAccountAsync("robot");
        await MakeSecretAsync("robot-token", "robot");
        await FilledAsync("robot-token");

        await _cluster.Client.CoreV1.DeleteNamespacedServiceAccountAsync("robot", "default", cancellationToken: Token);
        await MakeSecretAsync("nobodys", "nobody");

        await _cluster.WaitForNoneAsync<V1Secret>("default", Token);
    }

    private Task<V1ServiceAccount> MakeAccountAsync(string name) =>
        _cluster.Client.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = name } }, "default", cancellationToken: Token);

    private Task<V1Secret> MakeSecretAsync(string name, string account)
    {
        var annotations = new Dictionary<string, string> { ["kubernetes.io/service-account.name"] = account };
        var secret = new V1Secret { Metadata = new V1ObjectMeta { Name = name, Annotations = annotations }, Type = "kubernetes.io/service-account-token" };
        return _cluster.Client.CoreV1.CreateNamespacedSecretAsync(secret, "default", cancellationToken: Token);
    }

    private Task<V1Secret> FilledAsync(string name) =>
        _cluster.WaitForAsync<V1Secret>("default", name, secret => secret.Data is { Count: 3 } data && data.ContainsKey("token"), Token);

    /// <summary>The user that a token stands for, asked of the API; null when it is not valid.</summary>
    private async Task<string?> WhoAsync(string token)
    {
        var review = new V1TokenReview { Spec = new V1TokenReviewSpec { Token = token } };
        var answer = await _cluster.Client.AuthenticationV1.CreateTokenReviewAsync(review, cancellationToken: Token);
        return answer.Status.Authenticated == true ? answer.Status.User.Username : null;
    }
}
