using System.Text.Json.Nodes;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authentication;

public sealed class ImpersonationTests : IAsyncLifetime
{
    private const string Review = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private const string User = "Impersonate-User";
    private const string Group = "Impersonate-Group";
    private const string Uid = "Impersonate-Uid";

    private static readonly UserInfo Ann = UserInfo.Authenticated("ann");

    private ApiCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApiCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Each_header_needs_a_right_of_its_own()
    {
        await AllowAsync("""{"apiGroups":[""],"resources":["users"],"resourceNames":["bob"],"verbs":["impersonate"]}""");

        (await ReviewAsync((User, "bob")))["username"]!.GetValue<string>().Should().Be("bob");
        (await RefusalAsync((User, "carl"))).Should().Be(
            "users \"carl\" is forbidden: User \"ann\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope");
        (await RefusalAsync((User, "bob"), (Group, "system:masters"))).Should().Be(
            "groups \"system:masters\" is forbidden: User \"ann\" cannot impersonate resource \"groups\" in API group \"\" at the cluster scope");
        (await RefusalAsync((User, "bob"), (Uid, "7"))).Should().Be(
            "uids.authentication.k8s.io \"7\" is forbidden: User \"ann\" cannot impersonate resource \"uids\" in API group \"authentication.k8s.io\" at the cluster scope");
        (await RefusalAsync((User, "bob"), ("Impersonate-Extra-Scopes", "all"))).Should().Be(
            "userextras.authentication.k8s.io \"all\" is forbidden: User \"ann\" cannot impersonate resource \"userextras/scopes\" "
            + "in API group \"authentication.k8s.io\" at the cluster scope");
        (await RefusalAsync((User, "system:serviceaccount:default:default"))).Should().Be(
            "serviceaccounts \"default\" is forbidden: User \"ann\" cannot impersonate resource \"serviceaccounts\" in API group \"\" in the namespace \"default\"");
    }

    [Fact]
    public async Task All_of_a_user_can_be_taken_on_with_the_rights_to_it()
    {
        await AllowAsync(
            """
            {"apiGroups":[""],"resources":["users","groups"],"verbs":["impersonate"]},
            {"apiGroups":["authentication.k8s.io"],"resources":["userextras/scopes","uids"],"verbs":["impersonate"]}
            """);

        var user = await ReviewAsync((User, "bob"), (Group, "devs"), (Group, "ops"), (Uid, "7"), ("Impersonate-Extra-Scopes", "read"), ("Impersonate-Extra-scopes", "write"));

        user.ToJsonString().Should().Be(
            """{"username":"bob","uid":"7","groups":["devs","ops","system:authenticated"],"extra":{"scopes":["read","write"]}}""");
    }

    [Fact]
    public async Task The_right_to_a_service_account_is_one_in_its_namespace_and_brings_its_groups()
    {
        await _cluster.CreateClusterRoleAsync("actor", """[{"apiGroups":[""],"resources":["serviceaccounts"],"verbs":["impersonate"]}]""");
        await _cluster.BindAsync("ann", "actor", "default");

        var user = await ReviewAsync((User, "system:serviceaccount:default:default"));

        user["groups"]!.ToJsonString().Should().Be("""["system:serviceaccounts","system:serviceaccounts:default","system:authenticated"]""");
        (await RefusalAsync((User, "system:serviceaccount:kube-system:default"))).Should().Contain("in the namespace \"kube-system\"");
    }

    [Fact]
    public async Task Whoever_acts_as_another_has_the_rights_of_the_other_and_not_their_own()
    {
        await AllowAsync("""{"apiGroups":[""],"resources":["users"],"verbs":["impersonate"]},{"apiGroups":[""],"resources":["pods"],"verbs":["list"]}""");

        (await _cluster.AsAsync(Ann, "GET", "/api/v1/pods")).Code.Should().Be(200);
        (await _cluster.AsAsync(Ann, "GET", "/api/v1/pods", headers: (User, "bob"))).Message.Should().StartWith("pods is forbidden: User \"bob\" cannot list");
        (await _cluster.AsAsync(Ann, "GET", "/api/v1/pods", headers: (Group, "system:masters"))).Code.Should().Be(400);
        (await _cluster.AsAsync(UserInfo.Anonymous, "GET", "/api", headers: (User, "bob"))).Code.Should().Be(403);
    }

    private async Task AllowAsync(string rules)
    {
        await _cluster.CreateClusterRoleAsync("allowed", $"[{rules}]");
        await _cluster.BindAsync("ann", "allowed");
    }

    private async Task<JsonObject> ReviewAsync(params (string Name, string Value)[] headers)
    {
        var answer = await _cluster.AsAsync(Ann, "POST", Review, "{}", headers: headers);
        answer.Code.Should().Be(201, answer.Text);
        return answer.Json["status"]!["userInfo"]!.AsObject();
    }

    private async Task<string> RefusalAsync(params (string Name, string Value)[] headers)
    {
        var answer = await _cluster.AsAsync(Ann, "POST", Review, "{}", headers: headers);
        answer.Code.Should().Be(403, answer.Text);
        return answer.Message;
    }
}
