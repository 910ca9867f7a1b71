using MiniKube.Api.Errors;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Tests.Http;

public sealed class RequestInfoParserTests
{
    [Theory]
    [InlineData("GET", "/api/v1/namespaces", "list", "", "", "namespaces", "", "")]
    [InlineData("GET", "/api/v1/namespaces/other", "get", "", "other", "namespaces", "", "other")]
    [InlineData("PUT", "/api/v1/namespaces/other/finalize", "update", "", "other", "namespaces", "finalize", "other")]
    [InlineData("PUT", "/api/v1/namespaces/other/status", "update", "", "other", "namespaces", "status", "other")]
    [InlineData("GET", "/api/v1/namespaces/other/pods", "list", "", "other", "pods", "", "")]
    [InlineData("GET", "/api/v1/namespaces/other/pods/foo", "get", "", "other", "pods", "", "foo")]
    [InlineData("HEAD", "/api/v1/namespaces/other/pods/foo", "get", "", "other", "pods", "", "foo")]
    [InlineData("GET", "/api/v1/pods", "list", "", "", "pods", "", "")]
    [InlineData("GET", "/api/v1/pods/", "list", "", "", "pods", "", "")]
    [InlineData("POST", "/api/v1/namespaces/other/pods", "create", "", "other", "pods", "", "")]
    [InlineData("PATCH", "/api/v1/namespaces/other/pods/foo/status", "patch", "", "other", "pods", "status", "foo")]
    [InlineData("DELETE", "/api/v1/namespaces/other/pods/foo", "delete", "", "other", "pods", "", "foo")]
    [InlineData("DELETE", "/api/v1/namespaces/other/pods", "deletecollection", "", "other", "pods", "", "")]
    [InlineData("GET", "/api/v1/watch/namespaces/other/pods", "watch", "", "other", "pods", "", "")]
    [InlineData("GET", "/api/v1/watch/nodes/n1", "watch", "", "", "nodes", "", "n1")]
    [InlineData("GET", "/apis/apps/v1/deployments", "list", "apps", "", "deployments", "", "")]
    [InlineData("GET", "/apis/apps/v1/namespaces/x/deployments/y/scale", "get", "apps", "x", "deployments", "scale", "y")]
    [InlineData("POST", "/api/v1/namespaces/x/pods/y/exec", "create", "", "x", "pods", "exec", "y")]
    [InlineData("OPTIONS", "/api/v1/pods", "", "", "", "pods", "", "")]
    [InlineData("GET", "/api/v1//pods", "get", "", "", "", "", "pods")]
    public void A_path_names_a_resource(
        string method, string path, string verb, string group, string ns, string resource, string subresource, string name)
    {
        var info = RequestInfoParser.Parse(method, path, _ => null);

        info.IsResourceRequest.Should().BeTrue();
        (info.Verb, info.Group, info.Namespace, info.Resource, info.Subresource, info.Name)
            .Should().Be((verb, group, ns, resource, subresource, name));
    }

    [Theory]
    [InlineData("GET", "/", "get")]
    [InlineData("GET", "/api", "get")]
    [InlineData("GET", "/api/v1", "get")]
    [InlineData("GET", "/api/v1/", "get")]
    [InlineData("POST", "/apis/apps", "post")]
    [InlineData("GET", "/apis/apps/v1", "get")]
    [InlineData("GET", "/healthz/ping", "get")]
    [InlineData("GET", "/version/x/y/z", "get")]
    public void Other_paths_name_none(string method, string path, string verb)
    {
        var info = RequestInfoParser.Parse(method, path, _ => null);

        info.IsResourceRequest.Should().BeFalse();
        info.Verb.Should().Be(verb);
        info.Path.Should().Be(path);
    }

    [Theory]
    [InlineData("true", "watch")]
    [InlineData("1", "watch")]
    [InlineData("", "watch")]
    [InlineData("false", "list")]
    [InlineData("0", "list")]
    [InlineData(null, "list")]
    public void The_watch_parameter_makes_a_list_a_watch(string? value, string verb)
    {
        var info = RequestInfoParser.Parse("GET", "/api/v1/pods", name => name == "watch" ? value : null);

        info.Verb.Should().Be(verb);
    }

    [Theory]
    [InlineData("metadata.name=x", "x")]
    [InlineData("status.phase=Running,metadata.name==x", "x")]
    [InlineData("metadata.name!=x", "")]
    [InlineData("metadata.name=a/b", "")]
    public void A_field_selector_for_one_name_gives_the_name_to_authorization(string selector, string name)
    {
        var info = RequestInfoParser.Parse("GET", "/api/v1/namespaces/n/pods", key => key == "fieldSelector" ? selector : null);

        info.Name.Should().Be(name);
        info.PathName.Should().BeEmpty();
        info.FieldSelector.Should().Be(selector);
    }

    [Theory]
    [InlineData("/api/v1/watch")]
    [InlineData("/apis/apps/v1/watch")]
    public void A_path_that_ends_after_the_watch_prefix_is_refused(string path)
    {
        var parse = () => RequestInfoParser.Parse("GET", path, _ => null);

        parse.Should().Throw<ApiException>().Which.Status.Code.Should().Be(400);
    }

    [Fact]
    public void What_follows_the_subresource_is_kept()
    {
        var info = RequestInfoParser.Parse("GET", "/api/v1/nodes/n1/proxy/metrics/cadvisor", _ => null);

        (info.Subresource, info.Rest, info.IsLongRunning).Should().Be(("proxy", "metrics/cadvisor", true));
    }

    [Fact]
    public void An_encoded_slash_is_a_slash()
    {
        RequestInfoParser.Decode("/api/v1/namespaces%2Fx%2fpods").Should().Be("/api/v1/namespaces/x/pods");
    }
}
