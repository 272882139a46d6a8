import { createApp } from 'vue/dist/vue.esm-bundler.js'

createApp({
  data: () => ({
    portions: 2,
    diet: 'all',
    search: '',
    picked: [],
    note: '',
    foods: ['Apple', 'Carrot', 'Cheese', 'Ham', 'Leek'],
  }),
  computed: {
    found() {
      return this.foods.filter((food) => food.toLowerCase().includes(this.search.toLowerCase()))
    },
  },
  template: `
    <h1>Recipe</h1>
    <p><label>Portions <input type="number" v-model.number="portions" min="1" max="9" /></label></p>
    <fieldset><legend>Diet</legend>
      <label><input type="radio" value="all" v-model="diet" /> Everything</label>
      <label><input type="radio" value="veg" v-model="diet" /> Vegetarian</label>
    </fieldset>
    <p><label>Search <input type="search" v-model="search" /></label></p>
    <ul><li v-for="food in found" :key="food"><label><input type="checkbox" :value="food" v-model="picked" /> {{ food }}</label></li></ul>
    <p><label>Note <input v-model.lazy.trim="note" /></label></p>
    <p role="status">{{ portions * 2 }} spoons, {{ diet }}, {{ picked.join(' and ') }}, {{ note }}</p>
  `,
}).mount('#root')
