using System.Collections.Immutable;
using MiniKube.Controllers.Certificates;

namespace MiniKube.Controllers.Tests.Certificates;

public sealed class SignerRulesTests
{
    private const string Node = "system:node:n";

    [Theory]
    [InlineData("kubernetes.io/kube-apiserver-client", "digital signature,client auth", null)]
    [InlineData("kubernetes.io/kube-apiserver-client", "digital signature", "client signer: usages must include \"client auth\"")]
    [InlineData("kubernetes.io/kube-apiserver-client", "client auth,server auth", "client signer: usage \"server auth\" is not allowed")]
    [InlineData("kubernetes.io/legacy-unknown", "server auth", null)]
    public void A_client_signer_signs_for_clients_only(string signer, string usages, string? complaint) =>
        SignerRules.Complaint(signer, Content("anybody", ["team"]), Words(usages)).Should().Be(complaint);

    [Theory]
    [InlineData(Node, "system:nodes", "", "", "digital signature,client auth", null)]
    [InlineData(Node, "system:nodes", "", "", "digital signature,key encipherment,client auth", null)]
    [InlineData("n", "system:nodes", "", "", "digital signature,client auth", "subject common name does not begin with system:node:")]
    [InlineData(Node, "system:masters", "", "", "digital signature,client auth", "subject organization is not system:nodes")]
    [InlineData(Node, "system:nodes", "n", "", "digital signature,client auth", "DNS alternative names are not allowed")]
    [InlineData(Node, "system:nodes", "", "10.0.0.1", "digital signature,client auth", "IP alternative names are not allowed")]
    [InlineData(Node, "system:nodes", "", "", "server auth", "usages did not match [\"client auth\", \"digital signature\"], with or without \"key encipherment\"")]
    public void A_kubelets_client_certificate_is_of_one_form(string name, string group, string dns, string address, string usages, string? complaint) =>
        SignerRules.Complaint("kubernetes.io/kube-apiserver-client-kubelet", Content(name, [group], dns, address), Words(usages)).Should().Be(complaint);

    [Theory]
    [InlineData("n", "", "digital signature,server auth", null)]
    [InlineData("", "10.0.0.1", "digital signature,key encipherment,server auth", null)]
    [InlineData("", "", "digital signature,server auth", "at least one DNS or IP alternative name is needed")]
    [InlineData("n", "", "digital signature,client auth", "usages did not match [\"digital signature\", \"server auth\"], with or without \"key encipherment\"")]
    public void A_kubelets_serving_certificate_names_its_server(string dns, string address, string usages, string? complaint) =>
        SignerRules.Complaint("kubernetes.io/kubelet-serving", Content(Node, ["system:nodes"], dns, address), Words(usages)).Should().Be(complaint);

    [Fact]
    public void What_is_no_request_is_not_read() => RequestContent.Read("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----"u8.ToArray()).Should().BeNull();

    private static ImmutableArray<string> Words(string text) => [.. text.Split(',')];

    private static RequestContent Content(string name, ImmutableArray<string> groups, string dns = "", string address = "") =>
        new(name, groups, dns.Length == 0 ? [] : [dns], address.Length == 0 ? [] : [address], HasOtherNames: false);
}
