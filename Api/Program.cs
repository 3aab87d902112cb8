using Commerce.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddCommerceApi();
builder.AddCommerceClient();

var app = builder.Build();
app.MapCommerceApi();
app.Run();
