using MiniKube.Schema.OpenApi;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Tests.OpenApi;

public sealed class EmbeddedDescriptionsTests
{
    private readonly EmbeddedDescriptions _descriptions = EmbeddedDescriptions.Load();

    [Theory]
    [InlineData("io.k8s.api.core.v1.PodSpec", "nodeName")]
    [InlineData("io.k8s.api.core.v1.PodStatus", "podIPs")]
    [InlineData("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "namespace")]
    [InlineData("io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta", "continue")]
    [InlineData("io.k8s.api.core.v1.Event", "reason")]
    [InlineData("io.k8s.api.events.v1.Event", "regarding")]
    [InlineData("io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec", "metrics")]
    [InlineData("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps", "x-kubernetes-preserve-unknown-fields")]
    [InlineData("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps", "default")]
    public void A_field_is_found_under_the_name_that_the_client_gives_it(string type, string field) =>
        _descriptions.OfField(type, field).Should().NotBeNullOrWhiteSpace();

    [Fact]
    public void Types_of_one_name_in_two_groups_are_told_apart() =>
        _descriptions.OfField("io.k8s.api.core.v1.Event", "involvedObject").Should().NotBeNull()
            .And.NotBe(_descriptions.OfField("io.k8s.api.events.v1.Event", "involvedObject"));

    [Fact]
    public void Nearly_every_field_of_what_is_served_is_described()
    {
        var fields = Types().SelectMany(type => type.OrderedFields.Select(field => (Type: type.Name, field.Name))).ToList();

        var described = fields.Count(field => _descriptions.OfField(field.Type, field.Name) is not null);

        described.Should().BeGreaterThan(fields.Count * 95 / 100);
    }

    private static IEnumerable<TypeSchema> Types() => new DefinitionSet(ApiCatalog.BuiltIn.Resources, ApiCatalog.BuiltIn).All
        .Select(definition => definition.Type)
        .Where(type => type is { Kind: TypeKind.Object })
        .Select(type => type!);
}
