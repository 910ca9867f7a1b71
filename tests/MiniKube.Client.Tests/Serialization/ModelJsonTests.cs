using System.Text;
using k8s.Models;
using MiniKube.Client.Serialization;

namespace MiniKube.Client.Tests.Serialization;

public sealed class ModelJsonTests
{
    [Fact]
    public void Ownership_is_neither_kept_nor_sent()
    {
        var read = ModelJson.Deserialize<V1ConfigMap>(
            """{"metadata":{"name":"a","managedFields":[{"manager":"m","fieldsV1":{"f:data":{}}}],"labels":{"k":"v"}}}"""u8);

        read.Metadata.ManagedFields.Should().BeNull();
        Encoding.UTF8.GetString(ModelJson.Serialize(read)).Should().Contain("\"labels\"").And.NotContain("managedFields");
    }
}
