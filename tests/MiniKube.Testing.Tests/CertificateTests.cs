using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using k8s.Models;

namespace MiniKube.Testing.Tests;

public sealed class CertificateTests : IAsyncLifetime
{
    private const string Joining = "system:bootstrappers:kubeadm:default-node-token";

    private TestCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await TestCluster.StartAsync(cancellationToken: Token);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task What_an_administrator_approves_is_signed_whatever_key_it_is_for()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("O=team, CN=jane", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var made = await AskAsync(_cluster.Client, "jane", "kubernetes.io/kube-apiserver-client", request.CreateSigningRequestPem(), "client auth", seconds: 3600);

        await ApproveAsync(made);
        using var certificate = await SignedAsync("jane");

        certificate.Subject.Should().Contain("CN=jane").And.Contain("O=team");
        (certificate.NotAfter - certificate.NotBefore).Should().Be(TimeSpan.FromMinutes(65));
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value.Should().Be("1.3.6.1.5.5.7.3.2");
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority.Should().BeFalse();
        using var own = certificate.GetRSAPublicKey();
        own!.ExportSubjectPublicKeyInfo().Should().Equal(key.ExportSubjectPublicKeyInfo());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_that_joins_and_one_that_renews_get_their_certificates_by_themselves()
    {
        using var joining = _cluster.ClientFor("system:bootstrap:abcdef", "system:bootstrappers", Joining);
        using var node = _cluster.ClientFor("system:node:n2", "system:nodes");

        await AskAsync(joining, "first", "kubernetes.io/kube-apiserver-client-kubelet", NodeRequest("n2"), "client auth");
        await AskAsync(node, "again", "kubernetes.io/kube-apiserver-client-kubelet", NodeRequest("n2"), "client auth");
        using var first = await SignedAsync("first");
        using var again = await SignedAsync("again");

        first.Subject.Should().Contain("CN=system:node:n2").And.Contain("O=system:nodes");
        var read = await _cluster.Client.CertificatesV1.ReadCertificateSigningRequestAsync("again", cancellationToken: Token);
        read.Status.Conditions.Should().ContainSingle().Which.Message.Should().Be("Auto approving self kubelet client certificate after SubjectAccessReview.");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_does_not_get_the_certificate_of_another_one()
    {
        using var node = _cluster.ClientFor("system:node:n2", "system:nodes");

        await AskAsync(node, "other", "kubernetes.io/kube-apiserver-client-kubelet", NodeRequest("n3"), "client auth");
        await AskAsync(node, "own", "kubernetes.io/kube-apiserver-client-kubelet", NodeRequest("n2"), "client auth");
        using var own = await SignedAsync("own");
        var other = await _cluster.Client.CertificatesV1.ReadCertificateSigningRequestAsync("other", cancellationToken: Token);

        (other.Status.Conditions ?? []).Should().BeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_signer_never_signs_fails_with_the_reason()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=jane", key, HashAlgorithmName.SHA256);
        var made = await AskAsync(_cluster.Client, "jane", "kubernetes.io/kube-apiserver-client", request.CreateSigningRequestPem(), "server auth");

        await ApproveAsync(made);
        var failed = await _cluster.WaitForAsync<V1CertificateSigningRequest>(
            null, "jane", each => each.Status?.Conditions?.Any(condition => condition.Type == "Failed") == true, Token);

        failed.Status.Certificate.Should().BeNullOrEmpty();
        failed.Status.Conditions.First(condition => condition.Type == "Failed").Message.Should().Be("client signer: usages must include \"client auth\"");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_claim_that_a_pod_uses_stays_until_the_pod_is_gone()
    {
        await _cluster.Client.CoreV1.CreateNamespacedPersistentVolumeClaimAsync(
            new V1PersistentVolumeClaim
            {
                Metadata = new V1ObjectMeta { Name = "data" },
                Spec = new V1PersistentVolumeClaimSpec
                {
                    AccessModes = ["ReadWriteOnce"],
                    Resources = new V1VolumeResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new("1Gi") } },
                },
            },
            "default",
            cancellationToken: Token);
        await _cluster.Client.CoreV1.CreateNamespacedPodAsync(
            new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = "p" },
                Spec = new V1PodSpec
                {
                    Containers = [new V1Container { Name = "c", Image = "example.test/i" }],
                    Volumes = [new V1Volume { Name = "v", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = "data" } }],
                },
            },
            "default",
            cancellationToken: Token);

        await _cluster.Client.CoreV1.DeleteNamespacedPersistentVolumeClaimAsync("data", "default", cancellationToken: Token);
        var held = await _cluster.Client.CoreV1.ReadNamespacedPersistentVolumeClaimAsync("data", "default", cancellationToken: Token);
        await _cluster.Client.CoreV1.DeleteNamespacedPodAsync("p", "default", gracePeriodSeconds: 0, cancellationToken: Token);
        await _cluster.WaitForNoneAsync<V1PersistentVolumeClaim>("default", Token);

        held.Metadata.DeletionTimestamp.Should().NotBeNull();
    }

    private static string NodeRequest(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"O=system:nodes, CN=system:node:{name}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }

    private static Task<V1CertificateSigningRequest> AskAsync(Kubernetes client, string name, string signer, string pem, string usage, int? seconds = null) =>
        client.CertificatesV1.CreateCertificateSigningRequestAsync(
            new V1CertificateSigningRequest
            {
                Metadata = new V1ObjectMeta { Name = name },
                Spec = new V1CertificateSigningRequestSpec
                {
                    Request = Encoding.UTF8.GetBytes(pem),
                    SignerName = signer,
                    Usages = ["digital signature", usage],
                    ExpirationSeconds = seconds,
                },
            },
            cancellationToken: Token);

    private Task<V1CertificateSigningRequest> ApproveAsync(V1CertificateSigningRequest made)
    {
        made.Status = new V1CertificateSigningRequestStatus
        {
            Conditions = [new V1CertificateSigningRequestCondition { Type = "Approved", Status = "True", Reason = "Test", Message = "approved" }],
        };
        return _cluster.Client.CertificatesV1.ReplaceCertificateSigningRequestApprovalAsync(made, made.Metadata.Name, cancellationToken: Token);
    }

    private async Task<X509Certificate2> SignedAsync(string name)
    {
        var signed = await _cluster.WaitForAsync<V1CertificateSigningRequest>(null, name, each => each.Status?.Certificate is { Length: > 0 }, Token);
        return X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(signed.Status.Certificate));
    }
}
