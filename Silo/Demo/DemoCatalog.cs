using Commerce.Catalog;

namespace Commerce.Demo;

/// <summary>The demo products.</summary>
internal static class DemoCatalog
{
    private const long FirstClothesId = 5001;
    private const long FirstOptionId = 6001;
    private const long ClothesSupply = 100_000;
    private const long PlainSupply = 100_000_000; // one hot product sells for a whole load test

    private static readonly string[] s_sizes = ["S", "M", "L"];

    private static readonly (string Name, long Price)[] s_clothes =
    [
        ("티셔츠", 10_000),
        ("후드티", 15_000),
        ("청바지", 20_000),
        ("운동화", 30_000),
        ("점퍼", 25_000),
        ("셔츠", 12_000),
        ("슬랙스", 18_000),
        ("모자", 8_000),
        ("스니커즈", 22_000),
        ("가방", 40_000),
        ("슬랙스_1", 30_000),
        ("모자_2", 18_000),
        ("운동화_3", 25_000),
        ("청바지_4", 15_000),
        ("모자_5", 8_000),
        ("점퍼_6", 20_000),
        ("셔츠_7", 18_000),
        ("가방_8", 18_000),
        ("후드티_9", 20_000),
        ("모자_10", 22_000),
    ];

    private static readonly (string Name, long Price)[] s_plain =
    [
        ("Notebook", 3_000),
        ("Pen", 1_200),
        ("Folder", 900),
        ("Sticker", 600),
    ];

    /// <summary>Clothes 5001 to 5020 in three sizes each, and plain products 1 to 4 with one option.</summary>
    public static IEnumerable<(long Id, DefineProduct Definition)> Products
    {
        get
        {
            for (var i = 0; i < s_clothes.Length; i++)
            {
                var firstOption = FirstOptionId + i * s_sizes.Length;
                yield return (FirstClothesId + i, new(s_clothes[i].Name, s_clothes[i].Price,
                    [.. s_sizes.Select((size, extra) => new OptionDefinition(firstOption + extra, size, extra * 1_000, ClothesSupply))],
                        null));
            }
            for (var i = 0; i < s_plain.Length; i++)
                yield return (i + 1, new(s_plain[i].Name, s_plain[i].Price, [new OptionDefinition(i + 1, "One size", 0, PlainSupply)],
                    null));
        }
    }
}
