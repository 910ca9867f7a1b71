using MiniKube.Api.Names;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Tests.Resources;

public sealed class ApiCatalogTests
{
    private static readonly ApiCatalog Catalog = ApiCatalog.BuiltIn;

    [Fact]
    public void All_stable_resources_of_1_34_are_there_and_mutating_policies()
    {
        Catalog.Resources.Length.Should().Be(68);
        Catalog.Groups.Should().HaveCount(21);
        Catalog.Resources.Should().OnlyHaveUniqueItems(resource => resource.Resource);
        Catalog.Groups.Select(group => group.Name).Take(3).Should().Equal("", "apiregistration.k8s.io", "apps");
    }

    [Fact]
    public void Resources_are_found_by_path_and_by_kind()
    {
        var deployments = Catalog.Find(new GroupVersionResource("apps", "v1", "deployments"))!;

        deployments.Should().BeSameAs(Catalog.Find(new GroupVersionKind("apps", "v1", "Deployment")));
        deployments.ListKind.Should().Be("DeploymentList");
        deployments.Singular.Should().Be("deployment");
        deployments.ShortNames.Should().Equal("deploy");
        deployments.Categories.Should().Equal("all");
        deployments.Subresources.Select(subresource => subresource.Name).Should().Equal("scale", "status");
        deployments.FindSubresource("scale")!.Kind.Should().Be(new GroupVersionKind("autoscaling", "v1", "Scale"));
        deployments.HasStatus.Should().BeTrue();
        Catalog.Find(new GroupVersionResource("apps", "v1beta1", "deployments")).Should().BeNull();
    }

    [Fact]
    public void Verbs_and_subresources_are_in_alphabetical_order()
    {
        Catalog.Resources.Should().OnlyContain(resource => resource.Verbs.SequenceEqual(resource.Verbs.Order(StringComparer.Ordinal)));
        Catalog.Resources.Should().OnlyContain(resource =>
            resource.Subresources.Select(sub => sub.Name).SequenceEqual(resource.Subresources.Select(sub => sub.Name).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Every_resource_has_metadata_and_a_list_type()
    {
        foreach (var resource in Catalog.Resources)
        {
            resource.Schema.Fields.Should().ContainKey("metadata", because: resource.ToString());
            (resource.IsVirtual || Catalog.FindType(resource.Kind with { Kind = resource.ListKind }) is not null).Should().BeTrue(resource.ToString());
            (resource.Schema.Fields.ContainsKey("status") || !resource.HasStatus).Should().BeTrue(resource.ToString());
        }
    }

    [Fact]
    public void Every_subresource_kind_has_a_type()
    {
        foreach (var subresource in Catalog.Resources.SelectMany(resource => resource.Subresources))
        {
            Catalog.FindType(subresource.Kind).Should().NotBeNull(subresource.ToString());
        }
    }

    [Fact]
    public void Events_and_autoscalers_of_two_versions_share_their_storage()
    {
        Objects.Resource("events.k8s.io/v1/events").StorageKind.Should().Be(Objects.Resource("events").Kind);
        Objects.Resource("autoscaling/v1/horizontalpodautoscalers").StorageKind.Version.Should().Be("v2");
        Objects.Resource("pods").IsStoredAsItself.Should().BeTrue();
        Catalog.Groups.Single(group => group.Name == "autoscaling").PreferredVersion.Version.Should().Be("v2");
    }

    [Fact]
    public void Reviews_are_create_only()
    {
        var virtuals = Catalog.Resources.Where(resource => resource.IsVirtual).ToList();

        virtuals.Should().HaveCount(7).And.OnlyContain(resource => resource.Verbs.Single() == "create");
    }
}
