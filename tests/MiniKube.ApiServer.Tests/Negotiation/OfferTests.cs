using MiniKube.Api.Errors;
using MiniKube.ApiServer.Negotiation;

namespace MiniKube.ApiServer.Tests.Negotiation;

public sealed class OfferTests
{
    private const string Meta = "g=meta.k8s.io;v=v1";

    [Theory]
    [InlineData("", WireEncoding.Json, ResponseForm.Object)]
    [InlineData("*/*", WireEncoding.Json, ResponseForm.Object)]
    [InlineData("application/*", WireEncoding.Json, ResponseForm.Object)]
    [InlineData("application/yaml", WireEncoding.Yaml, ResponseForm.Object)]
    [InlineData("application/vnd.kubernetes.protobuf,application/json", WireEncoding.Protobuf, ResponseForm.Object)]
    [InlineData("application/json;q=0.5, application/vnd.kubernetes.protobuf", WireEncoding.Protobuf, ResponseForm.Object)]
    [InlineData("text/plain, application/yaml;q=0.2, application/json;q=0.3", WireEncoding.Json, ResponseForm.Object)]
    [InlineData("*/*, application/yaml", WireEncoding.Yaml, ResponseForm.Object)]
    [InlineData($"application/json;as=Table;{Meta},application/json", WireEncoding.Json, ResponseForm.Table)]
    [InlineData($"application/vnd.kubernetes.protobuf;as=Table;{Meta},application/json", WireEncoding.Json, ResponseForm.Object)]
    [InlineData($"application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;{Meta},application/json", WireEncoding.Protobuf, ResponseForm.Metadata)]
    [InlineData("application/json;as=Table;g=example.com;v=v1,application/json", WireEncoding.Json, ResponseForm.Object)]
    public void A_client_gets_what_it_likes_best_of_what_there_is(string accept, object encoding, object form)
    {
        var accepted = Offer.ForObjects(hasProtobuf: true, isWatch: false).Negotiate(accept);

        (accepted.Encoding, accepted.Form).Should().Be(((WireEncoding)encoding, (ResponseForm)form));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json;as=Table")]
    [InlineData("application/json;as=Nothing;g=meta.k8s.io;v=v1")]
    [InlineData("application/json;stream=other")]
    [InlineData("garbage;;;=,/,,")]
    public void What_nobody_can_serve_is_refused_with_what_there_is(string accept)
    {
        var negotiate = () => Offer.ForObjects(hasProtobuf: true, isWatch: false).Negotiate(accept);

        negotiate.Should().Throw<ApiException>().Which.Status.Message.Should().Be(
            "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf");
    }

    [Fact]
    public void A_watch_has_no_YAML_and_says_so()
    {
        var negotiate = () => Offer.ForObjects(hasProtobuf: true, isWatch: true).Negotiate("application/yaml");

        negotiate.Should().Throw<ApiException>().Which.Status.Message.Should().Be(
            "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch");
    }

    [Theory]
    [InlineData("application/vnd.kubernetes.protobuf,application/json", WireEncoding.Json, ResponseForm.Object)]
    [InlineData($"application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;{Meta},application/json", WireEncoding.Protobuf, ResponseForm.Metadata)]
    public void Of_custom_resources_only_the_metadata_has_a_protobuf_form(string accept, object encoding, object form)
    {
        var accepted = Offer.ForObjects(hasProtobuf: false, isWatch: false).Negotiate(accept);

        (accepted.Encoding, accepted.Form).Should().Be(((WireEncoding)encoding, (ResponseForm)form));
    }
}
