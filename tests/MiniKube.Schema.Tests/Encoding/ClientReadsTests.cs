using System.Reflection;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Tests.Encoding;

public sealed class ClientReadsTests
{
    [Fact]
    public void The_client_reads_the_barest_object_of_every_kind()
    {
        foreach (var resource in ApiCatalog.BuiltIn.Resources)
        {
            var model = ModelOf(resource);
            var bare = new JsonObject
            {
                ["kind"] = resource.Kind.Kind,
                ["apiVersion"] = resource.Kind.GroupVersion.ToString(),
                ["metadata"] = new JsonObject { ["name"] = "a" },
            };
            var json = Objects.Json(ObjectDecoder.Decode(bare, resource.Schema, DecodeOptions.Default).Object, resource);

            var act = () => Read(model, json);

            act.Should().NotThrow(because: $"{model.Name} must read {json}").Which.Should().NotBeNull();
        }
    }

    [Fact]
    public void What_the_client_writes_is_known_and_comes_back_equal()
    {
        var deployments = Objects.Resource("apps/v1/deployments");
        var sent = new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = new V1ObjectMeta { Name = "a", CreationTimestamp = new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc), Labels = new Dictionary<string, string> { ["a"] = "b" } },
            Spec = new V1DeploymentSpec
            {
                Replicas = 3,
                Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["a"] = "b" } },
                Template = new V1PodTemplateSpec
                {
                    Spec = new V1PodSpec
                    {
                        Containers =
                        [
                            new V1Container
                            {
                                Name = "c",
                                Image = "i",
                                Resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("1Gi") } },
                                LivenessProbe = new V1Probe { HttpGet = new V1HTTPGetAction { Port = 80 } },
                            },
                        ],
                    },
                },
            },
        };

        var decoded = ObjectDecoder.Decode(System.Text.Encoding.UTF8.GetBytes(KubernetesJson.Serialize(sent)), deployments.Schema, DecodeOptions.Default);
        var back = KubernetesJson.Deserialize<V1Deployment>(Objects.Json(decoded.Object, deployments));

        decoded.Warnings.Should().BeEmpty();
        back.Spec.Replicas.Should().Be(3);
        back.Spec.Template.Spec.Containers[0].Resources.Limits["memory"].ToString().Should().Be("1Gi");
        back.Spec.Template.Spec.Containers[0].LivenessProbe.HttpGet.Port.ToString().Should().Be("80");
        back.Metadata.CreationTimestamp.Should().Be(sent.Metadata.CreationTimestamp);
        CanonicalJson.Normalize(decoded.Object, deployments.Schema).Should().BeSameAs(decoded.Object);
    }

    private static Type ModelOf(ResourceDefinition resource) => typeof(V1Pod).Assembly.GetTypes()
        .Single(type => type.GetCustomAttribute<KubernetesEntityAttribute>() is { } entity
            && entity.Group == resource.Kind.Group && entity.ApiVersion == resource.Kind.Version && entity.Kind == resource.Kind.Kind);

    private static object? Read(Type model, string json) => typeof(KubernetesJson).GetMethods()
        .First(method => method.Name == nameof(KubernetesJson.Deserialize) && method.GetParameters()[0].ParameterType == typeof(string) && method.IsGenericMethod)
        .MakeGenericMethod(model)
        .Invoke(null, [json, null]);
}
